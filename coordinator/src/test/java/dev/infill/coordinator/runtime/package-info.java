/** Tests of the runtime, on a shard that is a fake. */
@NullMarked
package dev.infill.coordinator.runtime;

import org.jspecify.annotations.NullMarked;
