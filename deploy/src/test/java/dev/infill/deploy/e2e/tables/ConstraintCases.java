package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.TableCase.mails;

import java.util.List;

/** Kinds of constraints and indexes. */
final class ConstraintCases {
  private ConstraintCases() {}

  static List<TableCase> all() {
    return List.of(
        mails("default-and-check", "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL)")
            .spec("constraints: { notNull: true, default: \"'none'\", check: \"c = lower(c)\" }")
            .holds(
                "SELECT convalidated FROM pg_constraint"
                    + " WHERE conrelid = 't'::regclass AND contype = 'c'",
                "SELECT pg_get_expr(adbin, adrelid) = '''none''::text' FROM pg_attrdef"
                    + " WHERE adrelid = 't'::regclass")
            .alsoOn15());
  }
}
