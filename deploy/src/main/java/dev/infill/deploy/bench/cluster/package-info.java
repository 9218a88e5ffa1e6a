/**
 * {@code ./infill bench cluster}: how much a coordinator holds, how fast it decides, and how soon
 * another one goes on, on a fleet far larger than this machine could have databases for.
 *
 * <p>Start at {@link dev.infill.deploy.bench.cluster.ClusterBench}. Broker, coordinator and worker
 * are processes of their own and real, down to what lies behind their ports to the databases:
 * {@link dev.infill.deploy.bench.cluster.SimulatedShards} in the coordinator and {@link
 * dev.infill.deploy.bench.cluster.SimulatedRows} in the worker answer at once, from the number of
 * rows alone. Nothing here ever talks to a database.
 */
@NullMarked
package dev.infill.deploy.bench.cluster;

import org.jspecify.annotations.NullMarked;
