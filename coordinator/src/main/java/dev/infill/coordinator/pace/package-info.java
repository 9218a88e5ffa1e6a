/**
 * How fast a shard may be worked: signals in, ranges in flight and a chunk target out.
 *
 * <p>Start at {@link dev.infill.coordinator.pace.PaceController}; beside it {@code Yielding} finds
 * the share of the time that is worked. Nothing here reads a clock or a database; the runtime
 * probes once a second and calls in. A signal that can't be read never speeds anything up.
 */
@NullMarked
package dev.infill.coordinator.pace;

import org.jspecify.annotations.NullMarked;
