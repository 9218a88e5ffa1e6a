package dev.infill.deploy.e2e.tables;

import dev.infill.deploy.e2e.tables.TableCase.Gate;

/** What the cases of MySQL begin with. */
final class MySqlCases {
  static final String PLAIN = "CREATE TABLE t (id bigint PRIMARY KEY, email varchar(200) NOT NULL)";

  /** Rows {@code n} (i) of numbers from 1 to a thousand, for an INSERT. */
  static final String THOUSAND =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)";

  private static final String LIMITS =
      "{ rangesInFlight: 4, rangeRows: 300, chunkTarget: 100ms, lockTimeout: 2s,"
          + " pace: { slowdown: off }, allowRebuild: true }";

  private MySqlCases() {}

  /** A table of whatever form, with a column {@code email} that the new one follows from. */
  static TableCase table(String name, String... setup) {
    return TableCase.table("mysql-" + name, setup)
        .column("c", "varchar(200)", "lower(email)")
        .limits(LIMITS)
        .on(CaseServer.MYSQL);
  }

  /** As {@link TableCase#mails}. */
  static TableCase mails(String name, String... create) {
    return table(name, create)
        .setup("INSERT INTO t (id, email) " + THOUSAND + " SELECT i, CONCAT('Mail.', i) FROM n")
        .writes(
            "INSERT INTO $t (id, email{+, c+}) VALUES ($n, 'Mail.$n'{+, 'mail.$n'+})",
            "UPDATE $t SET email = 'New.$n'{+, c = 'new.$n'+} WHERE id = $r",
            "UPDATE $t SET id = $n WHERE id = $r",
            "DELETE FROM $t WHERE id = $r")
        .holds(
            """
            SELECT is_nullable = 'NO' FROM information_schema.columns
             WHERE table_schema = DATABASE() AND table_name = 't' AND column_name = 'c'
            """);
  }

  /** A trigger helps the application, which never knows the column. */
  static TableCase bridged(TableCase table) {
    return table.gate(Gate.KEEP);
  }
}
