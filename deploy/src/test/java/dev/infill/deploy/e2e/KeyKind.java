package dev.infill.deploy.e2e;

import java.util.ArrayList;
import java.util.List;

/**
 * A kind of key, as columns and as expressions, on each engine. A row has a number {@code n} and a
 * generation {@code g}, which grows when the row gets another key.
 */
enum KeyKind {
  BIGINT,
  INT,
  UUID,
  /** With characters that have a meaning in JSON, in SQL or in the key of a Kafka record. */
  TEXT,
  COMPOSITE;

  Columns on(boolean mySql) {
    return mySql ? onMySql() : onPostgres();
  }

  private Columns onPostgres() {
    return switch (this) {
      case BIGINT -> one("id bigint", "%1$s * 16 + %2$s");
      case INT -> one("id int", "(%1$s * 16 + %2$s)::int");
      case UUID -> one("id uuid", "md5(%1$s || '.' || %2$s)::uuid");
      case TEXT ->
          one("id text", "substr(md5(%1$s || '.' || %2$s), 1, 9) || ' |\"\\Ä\'\'/' || %2$s");
      case COMPOSITE ->
          new Columns(
              "region text, id int, half smallint",
              List.of("region", "id", "half"),
              List.of(
                  "'r' || (%1$s + %2$s) %% 5", "(%1$s * 16 + %2$s)::int", "(%2$s %% 2)::smallint"));
    };
  }

  private Columns onMySql() {
    return switch (this) {
      case BIGINT -> one("id BIGINT", "%1$s * 16 + %2$s");
      case INT -> one("id INT", "%1$s * 16 + %2$s");
      case UUID -> one("id BINARY(16)", "UNHEX(LEFT(SHA2(CONCAT(%1$s, '.', %2$s), 256), 32))");
      case TEXT ->
          one(
              "id VARCHAR(40)",
              "CONCAT(LEFT(SHA2(CONCAT(%1$s, '.', %2$s), 256), 9), ' |\"\\\\Ä\'\'/', %2$s)");
      case COMPOSITE ->
          new Columns(
              "region VARCHAR(10), id INT, half SMALLINT",
              List.of("region", "id", "half"),
              List.of("CONCAT('r', (%1$s + %2$s) %% 5)", "%1$s * 16 + %2$s", "%2$s %% 2"));
    };
  }

  private static Columns one(String definition, String expression) {
    return new Columns(definition, List.of("id"), List.of(expression));
  }

  /**
   * The key on one engine.
   *
   * @param definition its columns with their types
   * @param names its columns
   * @param expressions the value of each
   */
  record Columns(String definition, List<String> names, List<String> expressions) {
    /** The columns as a list. */
    String list() {
      return String.join(", ", names);
    }

    /** The values, as a list, for a row whose number and generation are these expressions. */
    String values(String n, String g) {
      return String.join(", ", expressions).formatted(n, g);
    }

    /** That give a row another key. */
    String assignments(String n, String g) {
      var all = new ArrayList<String>();
      for (int i = 0; i < names.size(); i++) {
        all.add(names.get(i) + " = " + expressions.get(i).formatted(n, g));
      }
      return String.join(", ", all);
    }
  }
}
