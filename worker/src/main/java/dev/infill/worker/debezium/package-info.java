/**
 * Captures what the application writes to a table, by Debezium inside our own process, and brings
 * the keys to Kafka.
 *
 * <p>Start at {@link dev.infill.worker.debezium.PostgresCapture}. The server's own replication slot
 * is the only position: it moves when the keys before it are in Kafka, so a capture that dies
 * leaves nothing behind and loses nothing. Each engine is used once; a capture that ends begins
 * with a new one.
 *
 * <p>Debezium makes a new slot, silently, where ours is gone, and streams on with a gap. So each
 * start proves that there is none: a mark written before the start must come through.
 */
@NullMarked
package dev.infill.worker.debezium;

import org.jspecify.annotations.NullMarked;
