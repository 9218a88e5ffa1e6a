/**
 * Owns time and order for the migrations that this coordinator decides: what a state wants done is
 * started, and what came of it is told as an event.
 *
 * <p>Start at {@link dev.infill.coordinator.runtime.EffectRunner}. Everything here is
 * level-triggered: it compares what a state wants with what runs, so after a restart or a takeover
 * the last state is all it needs. Nothing here decides, and nothing here knows Kafka.
 */
@NullMarked
package dev.infill.coordinator.runtime;

import org.jspecify.annotations.NullMarked;
