/**
 * The values that everything speaks in: migrations, shards, tables, keys and key ranges.
 *
 * <p>Start at {@link dev.infill.common.model.KeyRange}. A value checks itself when it is made. Keys
 * are cut, ordered and compared by the database only; nothing here compares two of them.
 */
@NullMarked
package dev.infill.common.model;

import org.jspecify.annotations.NullMarked;
