package dev.infill.common.model;

/**
 * A column of the key by which a table is walked.
 *
 * @param name as the catalog spells it, unquoted
 * @param type as the server formats it, with its modifiers: {@code bigint}, {@code character
 *     varying(20)}
 */
public record KeyColumn(String name, String type) {}
