/**
 * What the worker's core asks of the world around it: somebody to tell, a pace to keep, a sign to
 * stop, the captures that shall run.
 *
 * <p>Start at {@link dev.infill.worker.port.Reporter}. The Kafka edge implements these; tests have
 * fakes. Nothing here knows a technology.
 */
@NullMarked
package dev.infill.worker.port;

import org.jspecify.annotations.NullMarked;
