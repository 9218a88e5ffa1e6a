/**
 * Dual-writes what the application changed: takes changed keys in the order of a partition, and
 * runs the one statement for each.
 *
 * <p>Start at {@link dev.infill.worker.change.Applier}. The statement reads the row as it then is,
 * so the order of changes does not matter, a change may come twice, and many of one key are one.
 * What matters is that none is forgotten: an offset is given back, and a barrier passed, only when
 * nothing before it waits.
 */
@NullMarked
package dev.infill.worker.change;

import org.jspecify.annotations.NullMarked;
