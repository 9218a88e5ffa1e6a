/** Tests of the benchmark; start at {@link dev.infill.deploy.bench.BenchPostgresIT}. */
@NullMarked
package dev.infill.deploy.bench;

import org.jspecify.annotations.NullMarked;
