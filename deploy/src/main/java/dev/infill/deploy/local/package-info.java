/**
 * Servers on this machine: an embedded PostgreSQL, an embedded MySQL, an embedded Kafka broker, and
 * child processes, all in one data folder.
 *
 * <p>Start at {@link dev.infill.deploy.local.DataFolder}, which one run at a time holds, then
 * {@link dev.infill.deploy.local.EmbeddedPostgres}, {@link dev.infill.deploy.local.EmbeddedMySql}
 * and {@link dev.infill.deploy.local.EmbeddedKafka}. Whatever is started here ends with the process
 * that started it, also when that one is killed, and what was left over is ended by the next run on
 * the same folder. Nothing here ends a process that it did not start.
 */
@NullMarked
package dev.infill.deploy.local;

import org.jspecify.annotations.NullMarked;
