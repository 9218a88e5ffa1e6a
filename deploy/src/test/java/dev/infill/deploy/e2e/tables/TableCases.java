package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.TableCase.mails;

import dev.infill.deploy.e2e.tables.TableCase.Gate;
import java.util.List;

/** Kinds of tables. */
final class TableCases {
  private TableCases() {}

  static List<TableCase> all() {
    return List.of(
        mails("plain", "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL)").alsoOn15(),
        mails("trigger-gate", "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL)")
            .gate(Gate.TRIGGER)
            .alsoOn15(),
        mails("assumed", "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL)")
            .gate(Gate.ASSUME));
  }
}
