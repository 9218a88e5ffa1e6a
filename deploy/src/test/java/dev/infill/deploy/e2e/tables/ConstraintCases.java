package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.TableCase.mails;

import dev.infill.deploy.e2e.tables.TableCase.Gate;
import java.util.List;

/** Kinds of constraints and indexes. */
final class ConstraintCases {
  private static final String PLAIN = "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL)";
  private static final String ALL_VALID =
      "SELECT count(*) = 0 FROM pg_index WHERE NOT indisvalid OR NOT indisready";
  private static final String ALL_VALIDATED =
      "SELECT count(*) = 0 FROM pg_constraint WHERE NOT convalidated";

  private ConstraintCases() {}

  static List<TableCase> all() {
    return List.of(
        mails("default-and-check", PLAIN)
            .spec("constraints: { notNull: true, default: \"'none'\", check: \"c = lower(c)\" }")
            .holds(
                "SELECT convalidated FROM pg_constraint"
                    + " WHERE conrelid = 't'::regclass AND contype = 'c'",
                "SELECT pg_get_expr(adbin, adrelid) = '''none''::text' FROM pg_attrdef"
                    + " WHERE adrelid = 't'::regclass")
            .alsoOn15(),
        mails("volatile-default", PLAIN)
            .initially()
            .spec("constraints: { notNull: true, default: 'gen_random_uuid()::text' }")
            .holds(
                "SELECT pg_get_expr(adbin, adrelid) LIKE '%gen_random_uuid()%' FROM pg_attrdef"
                    + " WHERE adrelid = 't'::regclass"),
        mails("unique-constraint", PLAIN)
            .spec(
                "constraints: { notNull: true }",
                "indexes: [ { name: t_c_key, columns: [c], unique: true, constraint: true } ]")
            .holds(
                "SELECT pg_get_constraintdef(oid) = 'UNIQUE (c)' FROM pg_constraint"
                    + " WHERE conname = 't_c_key'",
                ALL_VALID)
            .alsoOn15(),
        mails("indexes-of-every-kind", PLAIN)
            .spec(
                """
                constraints: { notNull: true }
                indexes:
                  - { name: t_partial_idx, columns: [c], where: "c > 'n'" }
                  - { name: t_expression_idx, parts: [ { expression: "left(c, 5)" }, { column: id, order: desc } ] }
                  - { name: t_include_idx, columns: [c], include: [id] }
                  - { name: t_nulls_idx, parts: [ { column: c, order: desc, nulls: last, operatorClass: text_pattern_ops } ] }
                  - { name: t_distinct_key, columns: [c, id], unique: true, nullsNotDistinct: true }
                  - { name: t_hash_idx, columns: [c], method: hash }
                  - { name: t_gin_idx, parts: [ { expression: "to_tsvector('simple', c)" } ], method: gin }
                  - { name: t_gist_idx, parts: [ { expression: "point(length(c), 0)" } ], method: gist }
                  - { name: t_spgist_idx, columns: [c], method: spgist }
                  - { name: t_brin_idx, columns: [c], method: brin }
                """)
            .holds(
                "SELECT count(*) = 11 FROM pg_index WHERE indrelid = 't'::regclass AND indisvalid",
                ALL_VALID)
            .alsoOn15(),
        foreignKey("foreign-key", PLAIN),
        foreignKey(
            "constraints-of-partitions",
            """
            CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL) PARTITION BY HASH (id)
            """,
            "CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
            "CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1)"
                + " PARTITION BY RANGE (id)",
            "CREATE TABLE t_1_low PARTITION OF t_1 FOR VALUES FROM (MINVALUE) TO (500)",
            "CREATE TABLE t_1_high PARTITION OF t_1 FOR VALUES FROM (500) TO (MAXVALUE)"),
        compositeForeignKey(
            "foreign-key-composite",
            "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL, tenant int NOT NULL DEFAULT 1)"),
        compositeForeignKey(
            "foreign-key-composite-of-partitions",
            """
            CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL, tenant int NOT NULL DEFAULT 1)
            PARTITION BY HASH (id)
            """,
            "CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
            "CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1)"),
        compositeForeignKey(
                "foreign-key-composite-and-a-bridge",
                """
                CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL,
                  tenant int NOT NULL DEFAULT 1, twice int GENERATED ALWAYS AS (tenant * 2) STORED)
                """)
            .gate(Gate.TRIGGER));
  }

  /**
   * Each row points at one of the ten of its tenant; in the key the columns stand the other way.
   */
  private static TableCase compositeForeignKey(String name, String... create) {
    return mails(name, create)
        .setup(
            "UPDATE t SET tenant = id % 3",
            "CREATE TABLE kinds (kind text, tenant int, PRIMARY KEY (kind, tenant))",
            """
            INSERT INTO kinds
            SELECT 'k' || i, t FROM generate_series(0, 9) i, generate_series(0, 2) t
            """)
        .column("c", "text", "'k' || id % 10")
        .onlyWrites(
            "INSERT INTO $t (id, tenant, email{+, c+})"
                + " VALUES ($n, $n % 3, 'Mail.$n'{+, 'k' || $n % 10+})",
            "UPDATE $t SET email = 'New.$n', tenant = $n % 3 WHERE id = $r",
            "UPDATE $t SET id = $n{+, c = 'k' || $n % 10+} WHERE id = $r",
            "DELETE FROM $t WHERE id = $r")
        .spec(
            """
            constraints:
              notNull: true
              references:
                { table: kinds, columns: [tenant, kind], from: [tenant, c], onUpdate: cascade }
            """)
        .holds(
            """
            SELECT pg_get_constraintdef(oid)
                     = 'FOREIGN KEY (tenant, c) REFERENCES kinds(tenant, kind) ON UPDATE CASCADE'
              FROM pg_constraint WHERE conrelid = 't'::regclass AND contype = 'f'
            """,
            ALL_VALIDATED)
        .alsoOn15();
  }

  /** Each row points at one of ten. */
  private static TableCase foreignKey(String name, String... create) {
    return mails(name, create)
        .setup(
            "CREATE TABLE kinds (kind text PRIMARY KEY)",
            "INSERT INTO kinds SELECT 'k' || i FROM generate_series(0, 9) i")
        .column("c", "text", "'k' || id % 10")
        .onlyWrites(
            "INSERT INTO $t (id, email{+, c+}) VALUES ($n, 'Mail.$n'{+, 'k' || $n % 10+})",
            "UPDATE $t SET email = 'New.$n' WHERE id = $r",
            "UPDATE $t SET id = $n{+, c = 'k' || $n % 10+} WHERE id = $r",
            "DELETE FROM $t WHERE id = $r")
        .spec(
            """
            constraints:
              notNull: true
              default: "'k0'"
              check: "c LIKE 'k%'"
              references: { table: kinds, onDelete: restrict }
            indexes:
              - { name: t_c_idx, columns: [c] }
              - { name: t_c_key, columns: [c, id], unique: true, constraint: true }
            """)
        .holds(
            "SELECT confrelid = 'kinds'::regclass FROM pg_constraint"
                + " WHERE conrelid = 't'::regclass AND contype = 'f'",
            "SELECT count(*) = 2 FROM pg_constraint"
                + " WHERE conrelid = 't'::regclass AND conname IN ('t_c_key', 't_c_check')",
            ALL_VALID,
            ALL_VALIDATED)
        .alsoOn15();
  }
}
