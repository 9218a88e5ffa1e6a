/** Tests of what every way of writing rows shares. */
@NullMarked
package dev.infill.worker.rows;

import org.jspecify.annotations.NullMarked;
