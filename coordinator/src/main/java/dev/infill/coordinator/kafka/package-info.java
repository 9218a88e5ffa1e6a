/**
 * The coordinator's Kafka edge: events in, and in one transaction the states, tasks and captures
 * that they lead to.
 *
 * <p>Start at {@link dev.infill.coordinator.kafka.CoordinatorLoop}; what a transaction holds stands
 * in {@link dev.infill.coordinator.kafka.PartitionOwner}. Nothing here decides.
 */
@NullMarked
package dev.infill.coordinator.kafka;

import org.jspecify.annotations.NullMarked;
