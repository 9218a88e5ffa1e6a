/** Tests of what goes to Kafka, without any. */
@NullMarked
package dev.infill.coordinator.kafka;

import org.jspecify.annotations.NullMarked;
