package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.MySqlCases.PLAIN;
import static dev.infill.deploy.e2e.tables.MySqlCases.THOUSAND;
import static dev.infill.deploy.e2e.tables.MySqlCases.bridged;
import static dev.infill.deploy.e2e.tables.MySqlCases.mails;
import static dev.infill.deploy.e2e.tables.MySqlCases.table;

import dev.infill.deploy.e2e.tables.TableCase.Gate;
import java.util.List;
import java.util.stream.Stream;

/** Kinds of tables on MySQL, and the settings of those who write them. */
final class MySqlTableCases {
  private MySqlTableCases() {}

  static List<TableCase> all() {
    return Stream.of(plain(), columns(), partitions(), names(), settings())
        .flatMap(List::stream)
        .toList();
  }

  private static List<TableCase> plain() {
    return List.of(
        mails("plain", PLAIN).on(CaseServer.MYSQL, CaseServer.MYSQL_ODD, CaseServer.MYSQL_8_0),
        bridged(mails("bridge", PLAIN))
            .on(CaseServer.MYSQL, CaseServer.MYSQL_ODD, CaseServer.MYSQL_8_0),
        mails("initial", PLAIN)
            .initially()
            .onlyWrites(
                "INSERT INTO $t (id, email{+, c+}) VALUES ($n, 'Mail.$n'{+, 'own'+})",
                "UPDATE $t SET email = 'New.$n'{+, c = 'own.$n'+} WHERE id = $r",
                "DELETE FROM $t WHERE id = $r"),
        mails("nullable", PLAIN)
            .column("c", "varchar(200)", "nullif(lower(email), 'mail.7')")
            .spec("")
            .onlyHolds()
            .on(CaseServer.MYSQL, CaseServer.MYSQL_8_0),
        table("empty", PLAIN).rows(0).gate(Gate.ASSUME),
        table("only-what-is-written", PLAIN)
            .rows(0)
            .writes(
                "INSERT INTO $t (id, email{+, c+}) VALUES ($n, 'Mail.$n'{+, 'mail.$n'+})",
                "UPDATE $t SET email = 'New.$n'{+, c = 'new.$n'+} WHERE id = $r"),
        mails("default-check-and-indexes", PLAIN)
            .spec(
                """
                constraints: { notNull: true, default: "'none'", check: "c = lower(c)" }
                indexes:
                  - { name: t_c_id, columns: [c, id], unique: true }
                  - { name: t_start, parts: [ { expression: "left(c, 5)" } ] }
                """)
            .holds(
                """
                SELECT COUNT(DISTINCT index_name) = 3 FROM information_schema.statistics
                 WHERE table_schema = DATABASE() AND table_name = 't'
                """));
  }

  private static List<TableCase> columns() {
    return List.of(
        mails(
                "generated-stored",
                """
                CREATE TABLE t (
                  id bigint PRIMARY KEY, email varchar(200) NOT NULL,
                  low varchar(200) GENERATED ALWAYS AS (lower(email)) STORED)
                """)
            .column("c", "varchar(200)", "low")
            .on(CaseServer.MYSQL, CaseServer.MYSQL_ODD, CaseServer.MYSQL_8_0),
        bridged(
            mails(
                "generated-virtual-and-a-bridge",
                """
                    CREATE TABLE t (
                      id bigint PRIMARY KEY, email varchar(200) NOT NULL,
                      low varchar(200) GENERATED ALWAYS AS (lower(email)) VIRTUAL, KEY (low))
                    """)),
        // What the application did last must be what stands there, whoever wrote the row since.
        mails(
                "touched-by-the-server",
                """
                CREATE TABLE t (
                  id bigint PRIMARY KEY, email varchar(200) NOT NULL,
                  made timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
                  touched datetime(6) DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
                  seen timestamp NULL ON UPDATE CURRENT_TIMESTAMP)
                """)
            .holds("SELECT COUNT(*) > 0 FROM t WHERE seen IS NULL AND id <= 1000")
            .on(CaseServer.MYSQL, CaseServer.MYSQL_ODD, CaseServer.MYSQL_8_0),
        bridged(
            mails(
                "touched-by-the-server-and-a-bridge",
                """
                CREATE TABLE t (
                  id bigint PRIMARY KEY, email varchar(200) NOT NULL,
                  touched datetime DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP)
                """)),
        mails(
                "bystanders-of-every-type",
                "SET sql_mode = ''",
                """
                CREATE TABLE t (
                  id bigint PRIMARY KEY, email varchar(200) NOT NULL, b bit(9) DEFAULT b'101',
                  s set('a', 'b') DEFAULT 'a,b', e enum('x', 'y z') DEFAULT 'y z', y year DEFAULT 1999,
                  f float DEFAULT 0.1, d double DEFAULT 1e-300, n decimal(65,30) DEFAULT 0.5,
                  j json, bl mediumblob, tx longtext CHARACTER SET latin1, ti time(3) DEFAULT '-838:59:59',
                  da date DEFAULT '0000-00-00', dt datetime(2) DEFAULT '0000-00-00 00:00:00',
                  ch char(9) DEFAULT 'é ', vb varbinary(9) DEFAULT 'a ')
                """)
            .setup(
                "UPDATE t SET j = JSON_OBJECT('k', id), bl = REPEAT(CHAR(0, 255), 9000),"
                    + " tx = REPEAT('ä', 9000)")
            .session("SET sql_mode = 'STRICT_ALL_TABLES'")
            .on(CaseServer.MYSQL, CaseServer.MYSQL_ODD, CaseServer.MYSQL_8_0),
        table(
                "wide-rows",
                "CREATE TABLE t (id bigint PRIMARY KEY, email varchar(200), doc mediumtext)",
                "INSERT INTO t "
                    + THOUSAND
                    + " SELECT i, CONCAT('Mail.', i), REPEAT(SHA2(i, 256), 400) FROM n WHERE i <= 400")
            .rows(400)
            .column("c", "char(64)", "sha2(doc, 256)")
            .writes(
                "UPDATE $t SET email = 'New.$n' WHERE id = $r",
                "UPDATE $t SET doc = REPEAT('x', $n % 9000)"
                    + "{+, c = SHA2(REPEAT('x', $n % 9000), 256)+} WHERE id = $r",
                "UPDATE $t SET id = $n WHERE id = $r"));
  }

  /** New rows and changed keys are of other partitions than old. */
  private static List<TableCase> partitions() {
    return List.of(
        mails(
                "partitions-by-range",
                PLAIN
                    + """
                     PARTITION BY RANGE (id)
                     (PARTITION low VALUES LESS THAN (400), PARTITION high VALUES LESS THAN (5000),
                      PARTITION rest VALUES LESS THAN MAXVALUE)
                    """)
            .on(CaseServer.MYSQL, CaseServer.MYSQL_ODD, CaseServer.MYSQL_8_0),
        bridged(
            mails(
                "partitions-by-hash-and-a-bridge", PLAIN + " PARTITION BY HASH (id) PARTITIONS 3")),
        mails(
                "partitions-by-list",
                """
                CREATE TABLE t (
                  id bigint NOT NULL, email varchar(200) NOT NULL, region varchar(9) NOT NULL DEFAULT 'a',
                  PRIMARY KEY (id, region))
                PARTITION BY LIST COLUMNS (region)
                (PARTITION a VALUES IN ('a'), PARTITION bc VALUES IN ('b', 'c'))
                """)
            .writes("UPDATE $t SET region = SUBSTR('abc', 1 + $n % 3, 1) WHERE id = $r"));
  }

  private static List<TableCase> names() {
    return List.of(
        table(
                "odd-names",
                """
                CREATE TABLE `Or.der 'of', it: \\d(+`
                  (`Id's` bigint PRIMARY KEY, `select` varchar(200) NOT NULL, `Q"?` varchar(20))
                """,
                "INSERT INTO `Or.der 'of', it: \\d(+` "
                    + THOUSAND
                    + " SELECT i, CONCAT('Mail.', i), 'x' FROM n")
            .table("`Or.der 'of', it: \\d(+`")
            .column("Group \"by\", it's é", "varchar(250)", "CONCAT(lower(`select`), `Q\"?`)")
            .writes(
                "INSERT INTO $t (`Id's`, `select`, `Q\"?`{+, `Group \"by\", it's é`+})"
                    + " VALUES ($n, 'Mail.$n', 'y'{+, 'mail.$ny'+})",
                "UPDATE $t SET `select` = 'New.$n', `Q\"?` = ''{+, `Group \"by\", it's é` = 'new.$n'+}"
                    + " WHERE `Id's` = $r",
                "UPDATE $t SET `Id's` = $n WHERE `Id's` = $r",
                "DELETE FROM $t WHERE `Id's` = $r")
            .on(CaseServer.MYSQL, CaseServer.MYSQL_ODD, CaseServer.MYSQL_8_0));
  }

  private static List<TableCase> settings() {
    String narrow =
        "CREATE TABLE t (id bigint PRIMARY KEY, email char(12), day date DEFAULT '2001-01-01')";
    return List.of(
        mails("session-not-strict", narrow)
            .session("SET sql_mode = '', time_zone = '-03:30', character_set_client = latin1")
            .writes(
                "UPDATE $t SET email = 'Much.Longer.$n'{+, c = 'much.longer.'+}, day = '2001-02-31'"
                    + " WHERE id = $r")
            .column("c", "varchar(200)", "lower(email)"),
        mails("session-of-ansi", narrow)
            .session(
                "SET sql_mode = 'ANSI,TRADITIONAL,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH',"
                    + " transaction_isolation = 'SERIALIZABLE', binlog_row_image = 'MINIMAL'")
            .writes("UPDATE $t SET email = 'A' || '\\\\'{+, c = 'a\\\\'+} WHERE \"id\" = $r"),
        mails(
                "required-key-lacking",
                "SET SESSION sql_require_primary_key = OFF",
                "CREATE TABLE t (id bigint NOT NULL UNIQUE, email varchar(200) NOT NULL)")
            .unmirrored()
            .on(CaseServer.MYSQL_ODD));
  }
}
