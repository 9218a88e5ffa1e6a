/**
 * What a migration would do to a shard, asked of the shard's own database without changing it.
 *
 * <p>Start at {@link dev.infill.common.jdbc.preview.PostgresShardPlanner}. Findings come from the
 * same survey that a submission meets, and statements from the steps that will run them.
 */
@NullMarked
package dev.infill.common.jdbc.preview;

import org.jspecify.annotations.NullMarked;
