/**
 * Infill as programs: the command line, everything in one process, the demo and the benchmark.
 *
 * <p>Nothing depends on this module. What it takes to run a cluster lies beside the sources, in
 * {@code docker}, {@code helm}, {@code systemd} and {@code docs}.
 */
@NullMarked
package dev.infill.deploy;

import org.jspecify.annotations.NullMarked;
