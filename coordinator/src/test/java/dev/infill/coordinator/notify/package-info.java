@NullMarked
package dev.infill.coordinator.notify;

import org.jspecify.annotations.NullMarked;
