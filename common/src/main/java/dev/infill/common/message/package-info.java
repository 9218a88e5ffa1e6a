/**
 * What travels on Kafka, as values: commands, events, tasks, captures, changes, pace and
 * heartbeats.
 *
 * <p>Start at {@link dev.infill.common.message.Event}: the state of a migration is a fold of
 * events. A message may come twice or late; each says in its own text why that does no harm. A
 * reader ignores fields that it does not know. No message ever holds a value of a row other than
 * its key, nor a password.
 */
@NullMarked
package dev.infill.common.message;

import org.jspecify.annotations.NullMarked;
