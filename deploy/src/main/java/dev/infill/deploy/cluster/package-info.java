/**
 * Coordinators and workers with the databases' plumbing, ready to run in this process.
 *
 * <p>Start at {@link dev.infill.deploy.cluster.RunningCoordinator}. Whoever starts a part closes
 * it.
 */
@NullMarked
package dev.infill.deploy.cluster;

import org.jspecify.annotations.NullMarked;
