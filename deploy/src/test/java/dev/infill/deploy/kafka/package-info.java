/**
 * The shared Kafka edge on a real broker: topics, the share group, events and compacted views.
 *
 * <p>Start at {@link dev.infill.deploy.kafka.CompactedViewIT}.
 */
@NullMarked
package dev.infill.deploy.kafka;

import org.jspecify.annotations.NullMarked;
