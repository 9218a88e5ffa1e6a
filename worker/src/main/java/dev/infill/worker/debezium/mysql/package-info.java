/**
 * Reads MySQL's binary log.
 *
 * <p>Start at {@link dev.infill.worker.debezium.mysql.MySqlCapture}. A server keeps no position for
 * us: where the log is begun stands in the marks table beside the filled one, with how the tables
 * were made then, and how far it was read on {@code infill.positions}. So Debezium begins with a
 * position and a history of the schema, and takes no snapshot and no lock.
 *
 * <p>Its connector for MySQL refuses a log of partial images, and reads every row of every table
 * before it looks which it was told of. So its task is made here, of its own parts, with another
 * reader of the log: {@link dev.infill.worker.debezium.mysql.BinlogSource}.
 */
@NullMarked
package dev.infill.worker.debezium.mysql;

import org.jspecify.annotations.NullMarked;
