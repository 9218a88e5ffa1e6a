/**
 * What the coordinator and the workers both speak.
 *
 * <p>Read {@code spec} (what an operator asks for), {@code model} (the values everything speaks
 * in), {@code message} (what travels on Kafka) and {@code dialect} (one named SQL statement per
 * purpose) in that order. They know no technology; {@code jdbc} and {@code kafka} are the edges.
 */
@NullMarked
package dev.infill.common;

import org.jspecify.annotations.NullMarked;
