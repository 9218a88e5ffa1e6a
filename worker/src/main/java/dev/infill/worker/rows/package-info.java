/**
 * What every way of writing rows shares: trying again what may go well, going around locks, and
 * going around rows whose value the server can't compute.
 *
 * <p>Start at {@link dev.infill.worker.rows.RowWriter}. A bad row is found by halving, never by
 * reading its values.
 */
@NullMarked
package dev.infill.worker.rows;

import org.jspecify.annotations.NullMarked;
