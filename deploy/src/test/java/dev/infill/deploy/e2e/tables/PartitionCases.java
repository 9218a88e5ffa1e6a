package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.TableCase.mails;
import static dev.infill.deploy.e2e.tables.TableCase.table;

import dev.infill.deploy.e2e.tables.TableCase.Gate;
import java.util.List;

/** Declaratively partitioned tables. New rows and changed keys are of other partitions than old. */
final class PartitionCases {
  private static final String BY_ID =
      "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL) PARTITION BY ";
  private static final String LOW =
      "CREATE TABLE t_low PARTITION OF t FOR VALUES FROM (0) TO (400)";
  private static final String HIGH =
      "CREATE TABLE t_high PARTITION OF t FOR VALUES FROM (400) TO (5000)";
  private static final String REST = "CREATE TABLE t_rest PARTITION OF t DEFAULT";

  private PartitionCases() {}

  static List<TableCase> all() {
    return List.of(
        mails("partitions-by-range", BY_ID + "RANGE (id)", LOW, HIGH, REST).alsoOn15(),
        mails("partitions-with-a-bridge", BY_ID + "RANGE (id)", LOW, HIGH, REST)
            .gate(Gate.TRIGGER)
            .alsoOn15(),
        mails(
            "partitions-by-hash",
            BY_ID + "HASH (id)",
            "CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (MODULUS 3, REMAINDER 0)",
            "CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (MODULUS 3, REMAINDER 1)",
            "CREATE TABLE t_2 PARTITION OF t FOR VALUES WITH (MODULUS 3, REMAINDER 2)"),
        table(
                "partitions-by-list",
                """
                CREATE TABLE t (id bigint, region text, email text NOT NULL, PRIMARY KEY (id, region))
                PARTITION BY LIST (region)
                """,
                "CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a')",
                "CREATE TABLE t_bc PARTITION OF t FOR VALUES IN ('b', 'c')",
                REST,
                """
                INSERT INTO t SELECT i, substr('abcd', 1 + i % 4, 1), 'Mail.' || i
                  FROM generate_series(1, 1000) i
                """)
            .writes(
                "INSERT INTO $t (id, region, email{+, c+}) VALUES ($n, 'b', 'Mail.$n'{+, 'mail.$n'+})",
                "UPDATE $t SET email = 'New.$n'{+, c = 'new.$n'+} WHERE id = $r",
                "UPDATE $t SET region = substr('abcd', 1 + $n % 4, 1) WHERE id = $r",
                "DELETE FROM $t WHERE id = $r")
            .alsoOn15(),
        mails(
            "partitions-nested",
            BY_ID + "RANGE (id)",
            """
            CREATE TABLE t_low PARTITION OF t FOR VALUES FROM (0) TO (500) PARTITION BY HASH (id)
            """,
            "CREATE TABLE t_low_0 PARTITION OF t_low FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
            "CREATE TABLE t_low_1 PARTITION OF t_low FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
            "CREATE TABLE t_rest PARTITION OF t DEFAULT PARTITION BY RANGE (id)",
            "CREATE TABLE t_rest_all PARTITION OF t_rest DEFAULT"),
        mails(
            "partitions-of-another-shape",
            BY_ID + "RANGE (id)",
            "CREATE TABLE t_low (gone int, email text NOT NULL, id bigint NOT NULL)",
            "ALTER TABLE t_low DROP COLUMN gone",
            "ALTER TABLE t ATTACH PARTITION t_low FOR VALUES FROM (0) TO (400)",
            REST),
        mails(
                "partitions-without-identity",
                BY_ID + "RANGE (id)",
                LOW,
                HIGH,
                REST,
                "ALTER TABLE t REPLICA IDENTITY NOTHING",
                "ALTER TABLE t_low REPLICA IDENTITY NOTHING",
                "ALTER TABLE t_high REPLICA IDENTITY FULL")
            .alsoOn15());
  }
}
