package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.TableCase.mails;
import static dev.infill.deploy.e2e.tables.TableCase.table;

import dev.infill.deploy.e2e.tables.TableCase.Gate;
import java.util.List;
import java.util.stream.Stream;

/** Kinds of tables. */
final class TableCases {
  private static final String PLAIN = "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL)";

  private TableCases() {}

  static List<TableCase> all() {
    return Stream.of(plain(), identities(), sizes(), columns(), names())
        .flatMap(List::stream)
        .toList();
  }

  private static List<TableCase> plain() {
    return List.of(
        mails("plain", PLAIN).alsoOn15(),
        mails("trigger-gate", PLAIN).gate(Gate.TRIGGER).alsoOn15(),
        mails("assumed", PLAIN).gate(Gate.ASSUME),
        mails("initial", PLAIN)
            .initially()
            .onlyWrites(
                "INSERT INTO $t (id, email{+, c+}) VALUES ($n, 'Mail.$n'{+, 'own'+})",
                "UPDATE $t SET email = 'New.$n'{+, c = 'own.$n'+} WHERE id = $r",
                "DELETE FROM $t WHERE id = $r"),
        mails("nullable", PLAIN)
            .column("c", "text", "nullif(lower(email), 'mail.7')")
            .spec("")
            .onlyHolds());
  }

  /** A publication must never make the application's updates fail. */
  private static List<TableCase> identities() {
    return List.of(
        mails("identity-nothing", PLAIN, "ALTER TABLE t REPLICA IDENTITY NOTHING").alsoOn15(),
        mails("identity-full", PLAIN, "ALTER TABLE t REPLICA IDENTITY FULL").alsoOn15(),
        mails(
                "identity-full-of-generated",
                """
                CREATE TABLE t (
                  id bigint PRIMARY KEY, email text NOT NULL,
                  low text GENERATED ALWAYS AS (lower(email)) STORED)
                """,
                "ALTER TABLE t REPLICA IDENTITY FULL")
            .column("c", "text", "low")
            .holds("SELECT relreplident = 'f' FROM pg_class WHERE oid = 't'::regclass")
            .alsoOn15(),
        mails(
                "identity-by-a-generated-index",
                """
                CREATE TABLE t (
                  id bigint PRIMARY KEY, email text NOT NULL,
                  twice numeric GENERATED ALWAYS AS (id * 2) STORED NOT NULL UNIQUE)
                """,
                "ALTER TABLE t REPLICA IDENTITY USING INDEX t_twice_key")
            .holds("SELECT relreplident = 'i' FROM pg_class WHERE oid = 't'::regclass"),
        mails(
                "identity-by-another-index",
                "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL UNIQUE)",
                "ALTER TABLE t REPLICA IDENTITY USING INDEX t_email_key")
            .alsoOn15(),
        mails(
                "identity-default-without-key",
                "CREATE TABLE t (id bigint NOT NULL UNIQUE, email text)")
            .alsoOn15());
  }

  private static List<TableCase> sizes() {
    String insert = "INSERT INTO $t (id, email{+, c+}) VALUES ($n, 'Mail.$n'{+, 'mail.$n'+})";
    String update = "UPDATE $t SET email = 'New.$n'{+, c = 'new.$n'+} WHERE id = $r";
    return List.of(
        table("empty", PLAIN).rows(0).gate(Gate.ASSUME),
        table("one-row", PLAIN, "INSERT INTO t VALUES (1, 'One')").rows(1).writes(update),
        table("only-what-is-written", PLAIN).rows(0).writes(insert, update).alsoOn15(),
        mails("fillfactor", PLAIN + " WITH (fillfactor = 40)"),
        table(
                "wide-rows",
                "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL, doc text)",
                "ALTER TABLE t ALTER doc SET STORAGE EXTERNAL",
                """
                INSERT INTO t SELECT i, 'Mail.' || i, repeat(md5(i::text), 400)
                  FROM generate_series(1, 400) i
                """)
            .rows(400)
            .column("c", "text", "md5(doc)")
            .writes(
                "UPDATE $t SET email = 'New.$n' WHERE id = $r",
                "UPDATE $t SET doc = repeat('x', $n % 9000)"
                    + "{+, c = md5(repeat('x', $n % 9000))+} WHERE id = $r",
                "UPDATE $t SET id = $n WHERE id = $r")
            .alsoOn15(),
        table(
                "key-beside-the-row",
                "CREATE TABLE t (id text PRIMARY KEY, email text NOT NULL, filler text)",
                """
                CREATE FUNCTION long(n int) RETURNS text IMMUTABLE LANGUAGE sql AS
                $$ SELECT string_agg(md5(n || '.' || k), '') FROM generate_series(1, 60) k $$
                """,
                """
                INSERT INTO t SELECT long(i), 'Mail.' || i, left(long(-i), 1500)
                  FROM generate_series(1, 400) i
                """)
            .rows(400)
            .writes(
                "UPDATE $t SET email = 'New.$n'{+, c = 'new.$n'+} WHERE id = long($r)",
                "UPDATE $t SET id = long($n) WHERE id = long($r)",
                "DELETE FROM $t WHERE id = long($r)")
            .alsoOn15());
  }

  private static List<TableCase> columns() {
    return List.of(
        mails(
                "generated-stored",
                """
                CREATE TABLE t (
                  id bigint PRIMARY KEY, email text NOT NULL,
                  low text GENERATED ALWAYS AS (lower(email)) STORED)
                """)
            .column("c", "text", "low")
            .alsoOn15(),
        mails(
                "generated-virtual",
                """
                CREATE TABLE t (
                  id bigint PRIMARY KEY, email text NOT NULL,
                  low text GENERATED ALWAYS AS (lower(email)) VIRTUAL)
                """)
            .column("c", "text", "low"),
        mails(
                "generated-stored-and-a-bridge",
                """
                CREATE TABLE t (
                  id bigint PRIMARY KEY, email text NOT NULL,
                  "a ""Size" int GENERATED ALWAYS AS (length(email)) STORED,
                  low text GENERATED ALWAYS AS (lower(email)) STORED)
                """)
            .column("c", "text", "low")
            .gate(Gate.TRIGGER)
            .alsoOn15(),
        mails(
                "generated-virtual-and-a-bridge",
                """
                CREATE TABLE t (
                  id bigint PRIMARY KEY, email text NOT NULL,
                  low text GENERATED ALWAYS AS (lower(email)) VIRTUAL,
                  size int GENERATED ALWAYS AS (length(email)) STORED)
                """)
            .column("c", "text", "low || coalesce(left('x', size * 0), '')")
            .gate(Gate.TRIGGER),
        mails(
            "many-columns",
            PLAIN,
            """
            DO $$ BEGIN
              FOR i IN 1..300 LOOP EXECUTE format('ALTER TABLE t ADD COLUMN c%s int', i); END LOOP;
              FOR i IN 1..300 BY 3 LOOP EXECUTE format('ALTER TABLE t DROP COLUMN c%s', i); END LOOP;
            END $$
            """),
        mails(
            "own-policies",
            PLAIN,
            "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE t FORCE ROW LEVEL SECURITY"));
  }

  private static List<TableCase> names() {
    return List.of(
        mails(
                "schema-apart",
                "CREATE SCHEMA apart",
                PLAIN.replace(" t ", " apart.t "),
                // For the next statement of the setup alone.
                "SET search_path = apart")
            .table("apart.t")
            .onlyHolds(),
        table(
                "odd-names",
                "CREATE SCHEMA \"My \"\"Odd\"\" Schema.x\"",
                """
                CREATE TABLE "My ""Odd"" Schema.x"."Or.der 'of', it: \\d(+"
                  ("Id" bigint PRIMARY KEY, "select" text NOT NULL, "Q""?" text)
                """,
                """
                INSERT INTO "My ""Odd"" Schema.x"."Or.der 'of', it: \\d(+"
                SELECT i, 'Mail.' || i, 'x' FROM generate_series(1, 1000) i
                """)
            .table("\"My \"\"Odd\"\" Schema.x\".\"Or.der 'of', it: \\d(+\"")
            .column("Group \"by\", it's", "text", "lower(\"select\") || \"Q\"\"?\"")
            .writes(
                "INSERT INTO $t VALUES ($n, 'Mail.$n', 'y'{+, 'mail.$ny'+})",
                "UPDATE $t SET \"select\" = 'New.$n', \"Q\"\"?\" = ''{+, \"Group \"\"by\"\", it's\" = 'new.$n'+} WHERE \"Id\" = $r",
                "UPDATE $t SET \"Id\" = $n WHERE \"Id\" = $r",
                "DELETE FROM $t WHERE \"Id\" = $r")
            .alsoOn15(),
        table(
                "odd-key",
                "CREATE TABLE \"order\" (\"the;key:1,a\" bigint PRIMARY KEY, \"user\" text NOT NULL)",
                "INSERT INTO \"order\" SELECT i, 'Mail.' || i FROM generate_series(1, 1000) i")
            .table("public.\"order\"")
            .column("end", "text", "lower(\"user\")")
            .writes(
                "INSERT INTO $t VALUES ($n, 'Mail.$n'{+, 'mail.$n'+})",
                "UPDATE $t SET \"user\" = 'New.$n'{+, \"end\" = 'new.$n'+} WHERE \"the;key:1,a\" = $r",
                "UPDATE $t SET \"the;key:1,a\" = $n WHERE \"the;key:1,a\" = $r",
                "DELETE FROM $t WHERE \"the;key:1,a\" = $r"));
  }
}
