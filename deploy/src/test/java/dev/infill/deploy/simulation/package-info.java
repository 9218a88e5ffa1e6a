/**
 * The whole of Infill on one thread, one step after the other, in an order and with faults that
 * follow from a seed.
 *
 * <p>Real are the coordinator's decisions, its runtime (steps, timers, turns, pace, log watch) and
 * the worker's fill, check, repair, capture and appliers. Simulated are time, threads' order,
 * topics and databases; the rows really exist, so what is true of them at the end is looked at and
 * not believed. Start at {@link dev.infill.deploy.simulation.World}.
 */
@NullMarked
package dev.infill.deploy.simulation;

import org.jspecify.annotations.NullMarked;
