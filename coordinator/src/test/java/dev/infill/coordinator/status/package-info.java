/** Tests of what people are told. */
@NullMarked
package dev.infill.coordinator.status;

import org.jspecify.annotations.NullMarked;
