package dev.infill.common.jdbc.preview;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.plan.Effect;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.postgres.Quoting;
import java.util.List;

/** PostgreSQL's. */
final class PostgresRowTexts implements RowTexts {
  @Override
  public Dialect dialect() {
    return new PostgresDialect();
  }

  @Override
  public String readable(String sql, List<String> names) {
    return Quoting.named(sql, names).strip();
  }

  @Override
  public Effect read() {
    return new Effect("ACCESS SHARE", false, false, "reads one range along the key's index");
  }

  @Override
  public Effect write() {
    return new Effect(
        "ROW EXCLUSIVE", false, false, "locks the rows that it writes, one chunk at a time");
  }

  @Override
  public Effect dependents() {
    return new Effect("ACCESS SHARE", false, false, "reads the rows that depend on what changed");
  }

  @Override
  public Effect around() {
    return new Effect("ROW EXCLUSIVE", false, false, "waits for no row's lock");
  }

  @Override
  public Effect single() {
    return new Effect("ROW EXCLUSIVE", false, false, "locks the few rows that it writes");
  }
}
