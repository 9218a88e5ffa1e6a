/** Tests of the dual-writes, on rows that are a fake. */
@NullMarked
package dev.infill.worker.change;

import org.jspecify.annotations.NullMarked;
