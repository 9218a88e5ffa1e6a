/**
 * The worker's Kafka edge: who gets which task, which change and which capture, and how a worker
 * tells what it did.
 *
 * <p>Start at {@link dev.infill.worker.kafka.TaskSlot} for the tasks, {@link
 * dev.infill.worker.kafka.ApplierLoop} for the changes and {@link
 * dev.infill.worker.kafka.CaptureOwnership} for the captures. Each loop owns its consumer on a
 * thread of its own, begins anew when Kafka fails it, and ends only when it is stopped. None of
 * them is an authority: whatever it does may be done by another at the same time.
 */
@NullMarked
package dev.infill.worker.kafka;

import org.jspecify.annotations.NullMarked;
