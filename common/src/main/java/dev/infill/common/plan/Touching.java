package dev.infill.common.plan;

/**
 * Something beside the migration that uses the table, or is fed by it.
 *
 * @param kind such as {@code index} or {@code view}
 * @param name its name; of a statement its text, without literals
 * @param detail what is known of it, in a few words; may be empty
 */
public record Touching(String kind, String name, String detail) {}
