/** Fakes of what the worker's core asks for: rows, a clock, a pace, a sign to stop. */
@NullMarked
package dev.infill.worker.testing;

import org.jspecify.annotations.NullMarked;
