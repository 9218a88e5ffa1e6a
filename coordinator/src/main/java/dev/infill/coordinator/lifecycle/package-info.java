/**
 * The life of a migration on a shard, as values and pure functions.
 *
 * <p>Start at {@link dev.infill.coordinator.lifecycle.Decider}: a table of states and events, an
 * arrow a line. Nothing here reads a clock, a topic or a database; the runtime does, and calls in.
 * Folding the same events gives the same state, so a restart or a takeover needs only the last one,
 * and asks {@link dev.infill.coordinator.lifecycle.Effects} what the state wants done.
 */
@NullMarked
package dev.infill.coordinator.lifecycle;

import org.jspecify.annotations.NullMarked;
