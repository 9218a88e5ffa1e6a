package dev.infill.common.model;

/**
 * A column that is filled, and how its value follows from the row.
 *
 * @param name the column, unquoted
 * @param type its type as the server formats it
 * @param value one SQL expression over the row, checked by the plan to be nothing else
 * @param sync whether the value stays bound to the expression
 */
public record FilledColumn(String name, String type, String value, Sync sync) {}
