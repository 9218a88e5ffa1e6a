/**
 * Counts and recomputes the rows of a range, and repairs the ones that differ.
 *
 * <p>Start at {@link dev.infill.worker.reconcile.RangeChecker}. A check is one statement, so that
 * its counts are of one snapshot; only bad rows, and a size that nobody knew, break it into pieces.
 * Nothing here decides whether a migration is reconciled: the coordinator does.
 */
@NullMarked
package dev.infill.worker.reconcile;

import org.jspecify.annotations.NullMarked;
