package dev.infill.common.spec;

import dev.infill.common.model.TableName;

/**
 * Another table of each shard that a value looks into.
 *
 * @param table the table
 * @param via a condition over a row of each; true for a row of the migrated table that depends on
 *     the other one. It names the columns of the other table with its name before them
 */
public record LookupSpec(TableName table, String via) {}
