/**
 * Rows and tables over JDBC, on real servers of the oldest and the newest kind at hand.
 *
 * <p>Start at {@link dev.infill.deploy.jdbc.OnServer}.
 */
@NullMarked
package dev.infill.deploy.jdbc;

import org.jspecify.annotations.NullMarked;
