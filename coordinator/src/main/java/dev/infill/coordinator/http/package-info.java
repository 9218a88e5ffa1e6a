/**
 * What operators ask over HTTP: JSON in, JSON out, errors as RFC 9457 problems; and the dashboard,
 * which asks the same.
 *
 * <p>Start at {@link dev.infill.coordinator.http.Routes}. Nothing is decided here: a request is
 * checked, becomes a command, and whoever owns the migration decides. {@link
 * dev.infill.coordinator.http.Guard} says who may ask. A request that may wait runs on a worker
 * thread, never on the event loop.
 */
@NullMarked
package dev.infill.coordinator.http;

import org.jspecify.annotations.NullMarked;
