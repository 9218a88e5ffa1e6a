/**
 * What can be asked of a shard's database, as small interfaces without a technology.
 *
 * <p>Start at {@link dev.infill.common.shard.RowStore}, which workers use, and {@link
 * dev.infill.common.shard.SchemaStore}, which the coordinator uses. {@code jdbc} implements them
 * over a dialect.
 */
@NullMarked
package dev.infill.common.shard;

import org.jspecify.annotations.NullMarked;
