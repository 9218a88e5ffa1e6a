/**
 * What happened, read from Kafka as anybody may read it.
 *
 * <p>Start at {@link dev.infill.deploy.events.EventReader}. Nothing is ever written here.
 */
@NullMarked
package dev.infill.deploy.events;

import org.jspecify.annotations.NullMarked;
