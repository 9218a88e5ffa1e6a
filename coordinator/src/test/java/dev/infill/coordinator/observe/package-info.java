@NullMarked
package dev.infill.coordinator.observe;

import org.jspecify.annotations.NullMarked;
