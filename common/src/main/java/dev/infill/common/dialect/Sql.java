package dev.infill.common.dialect;

import java.util.List;

/**
 * A statement with the order in which its parameters are bound.
 *
 * @param text the statement, one {@code ?} for each bound value
 * @param params what each is; a key stands for as many values as the key has columns
 * @param leading how many results come before the one that counts
 * @param transaction whether it is more than one statement to the server, all of one transaction
 */
public record Sql(String text, List<Param> params, int leading, boolean transaction) {
  public Sql {
    params = List.copyOf(params);
  }

  /** A transaction by itself. */
  public Sql(String text, List<Param> params, int leading) {
    this(text, params, leading, false);
  }

  /** The statement whose result counts, without those before it and their parameters. */
  public Sql counting() {
    String rest = text;
    for (int i = 0; i < leading; i++) {
      rest = rest.substring(rest.indexOf(";\n") + 2);
    }
    var own = params.stream().filter(param -> param != Param.LOCK_TIMEOUT).toList();
    return new Sql(rest, own, 0);
  }
}
