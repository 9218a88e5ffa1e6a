/** Tests of the fill, on rows that are a fake. */
@NullMarked
package dev.infill.worker.backfill;

import org.jspecify.annotations.NullMarked;
