/**
 * The steps by which a MySQL table gets its column, as they are done on the server.
 *
 * <p>Start at {@code Steps}, which holds the migration's lock while a step is taken. Each step
 * looks first whether it already took: a server commits each DDL statement by itself, and a lost
 * connection does not tell whether it did.
 */
@NullMarked
package dev.infill.common.jdbc.mysql;

import org.jspecify.annotations.NullMarked;
