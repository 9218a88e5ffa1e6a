package dev.infill.common.dialect;

import java.util.List;

/**
 * A statement with the order in which its parameters are bound.
 *
 * @param text the statement, one {@code ?} for each bound value
 * @param params what each is; a key stands for as many values as the key has columns
 * @param leading how many results come before the one that counts
 */
public record Sql(String text, List<Param> params, int leading) {
  public Sql {
    params = List.copyOf(params);
  }
}
