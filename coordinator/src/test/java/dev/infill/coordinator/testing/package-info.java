/** Migrations and shards for tests. */
@NullMarked
package dev.infill.coordinator.testing;

import org.jspecify.annotations.NullMarked;
