/** Tests of checks and repairs, on rows that are a fake. */
@NullMarked
package dev.infill.worker.reconcile;

import org.jspecify.annotations.NullMarked;
