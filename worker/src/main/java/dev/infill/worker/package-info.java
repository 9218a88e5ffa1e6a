/**
 * Fills, checks and repairs key ranges, and dual-writes what the application changes meanwhile.
 *
 * <p>{@code backfill}, {@code change} and {@code reconcile} know no technology; {@code debezium}
 * and {@code kafka} are the edges, and only the classes in this package wire them together.
 */
@NullMarked
package dev.infill.worker;

import org.jspecify.annotations.NullMarked;
