/**
 * PostgreSQL 14 to 18: its statements, its catalog, its error codes, and what may stand in an
 * expression.
 *
 * <p>Start at {@link dev.infill.common.postgres.PostgresDialect} for the rows and {@link
 * dev.infill.common.postgres.Expression} for what an operator may write. Text only: {@code jdbc}
 * runs it.
 */
@NullMarked
package dev.infill.common.postgres;

import org.jspecify.annotations.NullMarked;
