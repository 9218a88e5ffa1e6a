/**
 * The steps by which a PostgreSQL table gets its column, as they are done on the server.
 *
 * <p>Start at {@link dev.infill.common.jdbc.postgres.PostgresSchemaStore}; each step is a class of
 * its own, in the order of a migration's life: {@code Survey}, {@code Expand}, {@code
 * CaptureSetup}, {@code Cutter}, {@code Bridge}, {@code Constraints}, {@code Rollback}. Each looks
 * first whether it already took. DDL waits for a lock no longer than the spec allows, and never
 * retries by itself.
 */
@NullMarked
package dev.infill.common.jdbc.postgres;

import org.jspecify.annotations.NullMarked;
