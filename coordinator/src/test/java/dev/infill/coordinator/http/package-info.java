/** Tests of the HTTP API, on a real server whose views are a fake. */
@NullMarked
package dev.infill.coordinator.http;

import org.jspecify.annotations.NullMarked;
