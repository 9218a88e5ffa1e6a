/**
 * What both kinds of processes tell of themselves: meters, and traces. {@link
 * dev.infill.common.observe.Traces} is the interface that an edge implements.
 */
@NullMarked
package dev.infill.common.observe;

import org.jspecify.annotations.NullMarked;
