package dev.infill.common.spec;

import dev.infill.common.model.Sync;

/**
 * A column to add, how its value follows from the row, and what holds for it in the end.
 *
 * @param name the column, unquoted
 * @param type a type of the shard's engine, as one writes it in {@code ADD COLUMN}
 * @param value one SQL expression over the row
 * @param sync whether the column always equals the value, or only starts with it
 * @param constraints what holds for the column in the end
 */
public record ColumnSpec(
    String name, String type, String value, Sync sync, ConstraintsSpec constraints) {}
