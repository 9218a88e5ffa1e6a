/**
 * What a person or a tool is told of migrations and workers.
 *
 * <p>Start at {@link dev.infill.coordinator.status.MigrationStatus}. {@link
 * dev.infill.coordinator.status.Statuses} makes it from the states as pure functions; the HTTP API
 * sends the records as JSON and the command line reads them back. Nothing here is ever decided
 * from.
 */
@NullMarked
package dev.infill.coordinator.status;

import org.jspecify.annotations.NullMarked;
