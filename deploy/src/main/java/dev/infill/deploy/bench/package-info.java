/**
 * {@code ./infill bench}: how fast Infill fills, beside what a person would write by hand.
 *
 * <p>Start at {@link dev.infill.deploy.bench.PostgresBench}: it takes every {@link
 * dev.infill.deploy.bench.FillWay} in turn, round by round, each on a table made anew. {@link
 * dev.infill.deploy.bench.BenchReport} makes medians and ratios of what was measured, and is pure.
 * Nothing here judges a run: it prints figures, and checks only that the column is right.
 */
@NullMarked
package dev.infill.deploy.bench;

import org.jspecify.annotations.NullMarked;
