package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.MySqlCases.THOUSAND;
import static dev.infill.deploy.e2e.tables.MySqlCases.mails;
import static dev.infill.deploy.testing.MySqlKeyType.BIGINT_UNSIGNED;
import static dev.infill.deploy.testing.MySqlKeyType.BINARY;
import static dev.infill.deploy.testing.MySqlKeyType.CHAR_PADDED;
import static dev.infill.deploy.testing.MySqlKeyType.DATETIME_FRACTION;
import static dev.infill.deploy.testing.MySqlKeyType.DECIMAL;
import static dev.infill.deploy.testing.MySqlKeyType.INT;
import static dev.infill.deploy.testing.MySqlKeyType.LATIN1;
import static dev.infill.deploy.testing.MySqlKeyType.TEXT_AI_CI;
import static dev.infill.deploy.testing.MySqlKeyType.TEXT_BIN;
import static dev.infill.deploy.testing.MySqlKeyType.TIMESTAMP;

import dev.infill.deploy.testing.MySqlKeyType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Kinds of keys on MySQL: each type with rows at its ends, and keys of odd shapes. */
final class MySqlKeyCases {
  /** One for each way through the log and a statement; all are walked in the rows' own tests. */
  private static final Set<MySqlKeyType> USUAL =
      Collections.unmodifiableSet(
          EnumSet.of(
              INT,
              BIGINT_UNSIGNED,
              DECIMAL,
              TEXT_AI_CI,
              TEXT_BIN,
              LATIN1,
              CHAR_PADDED,
              BINARY,
              DATETIME_FRACTION,
              TIMESTAMP));

  private MySqlKeyCases() {}

  static List<TableCase> all() {
    var cases = new ArrayList<TableCase>();
    for (MySqlKeyType type : MySqlKeyType.values()) {
      if (type.many()) {
        cases.add(
            USUAL.contains(type)
                ? typed(type).on(CaseServer.MYSQL, CaseServer.MYSQL_8_0)
                : typed(type).on(CaseServer.MYSQL_8_0));
      }
    }
    cases.addAll(shapes());
    return cases;
  }

  private static List<TableCase> shapes() {
    return List.of(
        mails(
                "key-composite",
                """
                CREATE TABLE t (
                  tenant binary(16) NOT NULL DEFAULT '7', region varchar(20) NOT NULL DEFAULT 'É',
                  id int unsigned NOT NULL, email varchar(200) NOT NULL,
                  PRIMARY KEY (tenant, region, id), KEY (id))
                """)
            .setup("UPDATE t SET tenant = UNHEX(LEFT(SHA2(id % 3, 256), 32)) WHERE id % 2 = 0")
            .writes("UPDATE $t SET region = IF(region = 'É', 'e ', 'É') WHERE id = $r")
            .on(CaseServer.MYSQL, CaseServer.MYSQL_8_0),
        mails(
            "key-invisible",
            "SET SESSION sql_generate_invisible_primary_key = ON",
            "CREATE TABLE t (id bigint NOT NULL, email varchar(200) NOT NULL, KEY (id))"),
        mails(
                "key-unique-index",
                "CREATE TABLE t (id bigint NOT NULL, email varchar(200) NOT NULL,"
                    + " UNIQUE KEY t_id (id DESC))")
            .on(CaseServer.MYSQL, CaseServer.MYSQL_8_0),
        mails(
                "key-auto-increment",
                "CREATE TABLE t (id bigint AUTO_INCREMENT PRIMARY KEY, email varchar(200) NOT NULL)")
            .writes("INSERT INTO $t (email{+, c+}) VALUES ('Own.$n'{+, 'own.$n'+})")
            .unmirrored());
  }

  /** The numbers of the suite's writes, brought to where every type has a value for each. */
  private static TableCase typed(MySqlKeyType type) {
    String key = made(type, "$n");
    String row = made(type, "$r");
    var setup =
        Stream.concat(
            Stream.of(
                "SET sql_mode = ''",
                "CREATE TABLE t (id %s PRIMARY KEY, email varchar(200) NOT NULL)"
                    .formatted(type.definition()),
                "INSERT INTO t %s SELECT %s, CONCAT('Mail.', i) FROM n"
                    .formatted(THOUSAND, type.made())),
            type.ends().stream()
                .map(
                    end ->
                        "INSERT IGNORE INTO t VALUES ('%s', 'End')"
                            .formatted(end.replace("\\", "\\\\").replace("'", "''"))));
    String name = type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return MySqlCases.table("key-" + name, setup.toArray(String[]::new))
        .writes(
            "INSERT INTO $t (id, email{+, c+}) VALUES (" + key + ", 'Mail.$n'{+, 'mail.$n'+})",
            "UPDATE $t SET email = 'New.$n'{+, c = 'new.$n'+} WHERE id = " + row,
            "UPDATE $t SET email = 'New.$n'{+, c = 'new.$n'+} WHERE email LIKE 'End%'",
            "UPDATE $t SET id = " + key + " WHERE id = " + row,
            "DELETE FROM $t WHERE id = " + row);
  }

  private static String made(MySqlKeyType type, String number) {
    return type.made().replaceAll("\\bi\\b", "(\\" + number + " % 30000)");
  }
}
