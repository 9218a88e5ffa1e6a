/** Tests of the pace. */
@NullMarked
package dev.infill.coordinator.pace;

import org.jspecify.annotations.NullMarked;
