/**
 * Captures what the application writes to a table, by Debezium inside our own process, and brings
 * the keys to Kafka.
 *
 * <p>Start at {@link dev.infill.worker.debezium.LogCapture}; what of it is the server's own is a
 * {@link dev.infill.worker.debezium.ServerLog}, of which each engine has one, in a package of its
 * own. Each engine of Debezium is used once; a capture that ends begins with a new one, where the
 * keys that are in Kafka end. So one that dies loses nothing.
 *
 * <p>Each start proves that there is no gap: a mark written before the start must come through.
 */
@NullMarked
package dev.infill.worker.debezium;

import org.jspecify.annotations.NullMarked;
