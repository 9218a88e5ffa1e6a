/**
 * MySQL 8.0.12 to 9: its statements and its error numbers.
 *
 * <p>Start at {@link dev.infill.common.mysql.MySqlDialect}; how the rows are written without ever
 * waiting for a lock stands at {@link dev.infill.common.mysql.MySqlRows}. Text only: {@code jdbc}
 * runs it, in sessions whose settings it knows.
 */
@NullMarked
package dev.infill.common.mysql;

import org.jspecify.annotations.NullMarked;
