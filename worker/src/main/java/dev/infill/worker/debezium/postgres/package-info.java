/**
 * Reads PostgreSQL's log.
 *
 * <p>Start at {@link dev.infill.worker.debezium.postgres.PostgresLog}. The server's own replication
 * slot is the only position: it moves when the keys before it are in Kafka, so a capture that dies
 * leaves nothing behind and loses nothing.
 *
 * <p>Debezium makes a new slot, silently, where ours is gone, and streams on with a gap; that is
 * what the proof of each start is for.
 */
@NullMarked
package dev.infill.worker.debezium.postgres;

import org.jspecify.annotations.NullMarked;
