package dev.infill.common.jdbc;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.model.Engine;
import dev.infill.common.mysql.MySqlDialect;
import dev.infill.common.postgres.PostgresDialect;

/** Which engine is spoken to how. */
final class Dialects {
  private Dialects() {}

  static Dialect of(Engine engine) {
    return switch (engine) {
      case POSTGRESQL -> new PostgresDialect();
      case MYSQL -> new MySqlDialect();
    };
  }
}
