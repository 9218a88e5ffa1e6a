/**
 * The shards' databases over JDBC.
 *
 * <p>Start at {@link dev.infill.common.jdbc.JdbcRowStores} for what workers do with rows, and
 * {@code jdbc.postgres} and {@code jdbc.mysql} for what the coordinator does with tables.
 * Statements come from a {@link dev.infill.common.dialect.Dialect}; this binds them, runs them and
 * names their errors. No message, log or exception that leaves here holds a value of a row or a
 * password.
 */
@NullMarked
package dev.infill.common.jdbc;

import org.jspecify.annotations.NullMarked;
