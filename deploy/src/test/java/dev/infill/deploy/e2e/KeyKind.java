package dev.infill.deploy.e2e;

/**
 * A kind of key, as columns and as expressions. A row has a number {@code n} and a generation
 * {@code g}, which grows when the row gets another key; both are bound, in this order, as often as
 * the expressions ask.
 */
enum KeyKind {
  BIGINT("id bigint", "id", "%1$s * 16 + %2$s"),
  INT("id int", "id", "(%1$s * 16 + %2$s)::int"),
  UUID("id uuid", "id", "md5(%1$s || '.' || %2$s)::uuid"),
  /** With characters that have a meaning in JSON, in SQL or in the key of a Kafka record. */
  TEXT("id text", "id", "substr(md5(%1$s || '.' || %2$s), 1, 9) || ' |\"\\Ä''/' || %2$s"),
  COMPOSITE(
      "region text, id int, half smallint",
      "region, id, half",
      "'r' || (%1$s + %2$s) %% 5, (%1$s * 16 + %2$s)::int, (%2$s %% 2)::smallint");

  /** The key's columns with their types. */
  final String definition;

  /** The key's columns. */
  final String columns;

  private final String expression;

  KeyKind(String definition, String columns, String expression) {
    this.definition = definition;
    this.columns = columns;
    this.expression = expression;
  }

  /** The key's values for a row whose number and generation are these expressions. */
  String values(String n, String g) {
    return expression.formatted(n, g);
  }
}
