/**
 * Traces by OpenTelemetry, sent by OTLP over HTTP. Start at {@link
 * dev.infill.deploy.opentelemetry.Telemetry}. Nothing else knows OpenTelemetry, and nothing here is
 * global.
 */
@NullMarked
package dev.infill.deploy.opentelemetry;

import org.jspecify.annotations.NullMarked;
