package dev.infill.common.jdbc.preview;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.mysql.MySqlDialect;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.plan.Effect;
import java.util.List;

/** MySQL's, whose statements lock rows and no table. */
final class MySqlRowTexts implements RowTexts {
  @Override
  public Dialect dialect() {
    return new MySqlDialect();
  }

  @Override
  public String readable(String sql, List<String> names) {
    return Quoting.named(sql, names).strip();
  }

  @Override
  public Effect read() {
    return new Effect("", false, false, "reads one range along the key's index, and locks nothing");
  }

  @Override
  public Effect write() {
    return new Effect(
        "rows", false, false, "locks the rows that it writes, or none where one is locked already");
  }

  @Override
  public Effect around() {
    return new Effect("rows", false, false, "waits for no row's lock");
  }

  @Override
  public Effect single() {
    return new Effect("rows", false, false, "locks the few rows that it writes");
  }

  @Override
  public Effect dependents() {
    return new Effect("", false, false, "reads the rows that depend on what changed");
  }
}
