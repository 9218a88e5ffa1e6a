package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.TableCase.mails;

import java.util.List;

/** Kinds of keys. */
final class KeyCases {
  private KeyCases() {}

  static List<TableCase> all() {
    return List.of(
        mails("key-int", "CREATE TABLE t (id int PRIMARY KEY, email text NOT NULL)").alsoOn15());
  }
}
