package dev.infill.common.plan;

import java.util.List;

/**
 * The table as it is now.
 *
 * @param engine as people name it
 * @param serverVersion as the server writes it
 * @param rows about how many
 * @param bytes with its indexes
 * @param key the columns that it is walked by
 * @param filling in how many passes its rows are filled, and why
 */
public record TableFacts(
    String engine, String serverVersion, long rows, long bytes, List<String> key, String filling) {
  public TableFacts {
    key = List.copyOf(key);
  }
}
