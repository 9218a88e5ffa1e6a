/**
 * Infill as one runs it: the command line, all of it in one process, and the demo.
 *
 * <p>Start at {@code Main}.
 */
@NullMarked
package dev.infill.deploy;

import org.jspecify.annotations.NullMarked;
