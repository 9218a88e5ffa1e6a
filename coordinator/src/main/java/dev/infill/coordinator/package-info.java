/**
 * Decides what happens next to each migration, and answers operators.
 *
 * <p>{@code plan}, {@code lifecycle}, {@code dispatch} and {@code pace} are values and pure
 * functions. {@code runtime} owns time and order, {@code kafka} and {@code http} are the edges, and
 * only the classes in this package wire them together.
 */
@NullMarked
package dev.infill.coordinator;

import org.jspecify.annotations.NullMarked;
