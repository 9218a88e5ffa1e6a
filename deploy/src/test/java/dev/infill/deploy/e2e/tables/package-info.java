/**
 * Whole migrations of every kind of table, key and constraint, each with an application that writes
 * meanwhile.
 *
 * <p>Start at {@link dev.infill.deploy.e2e.tables.TableCase}, which is a row of the suite; the rows
 * stand in a file for each theme, and {@link dev.infill.deploy.e2e.tables.TablesIT} runs them all.
 * What must be refused is not here: the survey's tests provoke that.
 */
@NullMarked
package dev.infill.deploy.e2e.tables;

import org.jspecify.annotations.NullMarked;
