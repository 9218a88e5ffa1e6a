/**
 * Tells people outside what they would want to be woken for.
 *
 * <p>Start at {@link dev.infill.coordinator.notify.Notification}, which finds in a stored state
 * what is to be told; {@code coordinator.kafka} reads the states. Nothing here is ever waited for
 * by a migration.
 */
@NullMarked
package dev.infill.coordinator.notify;

import org.jspecify.annotations.NullMarked;
