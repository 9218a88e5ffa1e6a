/**
 * Whole migrations on real servers: from the submission over HTTP to the last look at the table.
 *
 * <p>Start at {@link dev.infill.deploy.e2e.MigrationIT}, which runs coordinator and worker in this
 * JVM; {@link dev.infill.deploy.e2e.KillIT} runs them and the broker as processes and kills them.
 * Conditions are awaited with {@link dev.infill.deploy.e2e.Await}; nothing sleeps for luck, and
 * every test stops what it started.
 */
@NullMarked
package dev.infill.deploy.e2e;

import org.jspecify.annotations.NullMarked;
