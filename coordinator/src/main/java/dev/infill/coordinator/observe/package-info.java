/**
 * Meters of what this coordinator does itself; what is stored of migrations is metered in {@code
 * status}. Nothing here is ever decided from.
 */
@NullMarked
package dev.infill.coordinator.observe;

import org.jspecify.annotations.NullMarked;
