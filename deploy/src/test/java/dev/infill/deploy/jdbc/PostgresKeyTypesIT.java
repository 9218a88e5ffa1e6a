package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.deploy.testing.AnyKeyType;
import dev.infill.deploy.testing.KeyType;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on PostgreSQL, and keys as only it has them. */
@ParameterizedClass
@EnumSource(names = {"POSTGRES", "POSTGRES_15"})
class PostgresKeyTypesIT extends KeyTypesContract {
  @BeforeParameterizedClassInvocation
  void prepare() throws SQLException {
    database.execute(KeyType.preparing().toArray(String[]::new));
  }

  @Override
  List<KeyType> types() {
    return List.of(KeyType.values());
  }

  @Override
  List<KeyType> typesBesideOthers() {
    return List.of(
        KeyType.BIGINT,
        KeyType.NUMERIC,
        KeyType.TEXT_NO_CASE,
        KeyType.BOOLEAN,
        KeyType.TIMESTAMPTZ,
        KeyType.ENUM);
  }

  @Override
  void makeTable(AnyKeyType type) throws SQLException {
    database.execute(
        "CREATE TABLE keyed (k %s PRIMARY KEY, email text)".formatted(type.definition()));
  }

  @Override
  void makeTableBesideOthers(AnyKeyType type) throws SQLException {
    database.execute(
        """
        CREATE TABLE keyed (
          tenant int NOT NULL DEFAULT 7, k %s NOT NULL, "at Last" text NOT NULL DEFAULT '',
          email text)
        """
            .formatted(type.definition()),
        "CREATE UNIQUE INDEX ON keyed (tenant DESC, k DESC, \"at Last\" DESC)");
  }

  /** Of languages, whose orders differ from that of the bytes, up to ten. */
  @Test
  void everyCollationOfLibcIsWalked() throws Exception {
    var collations =
        database.column(
            """
            SELECT quote_ident(collname) FROM pg_collation
             WHERE collprovider = 'c'
               AND collencoding IN (-1, (SELECT encoding FROM pg_database
                                          WHERE datname = current_database()))
             ORDER BY collcollate ~ '^[a-z]+_' DESC, collcollate ~ '^en_US' DESC, collname
             LIMIT 10
            """);
    boolean languages = collations.stream().anyMatch(name -> name.matches("\"?[a-z]{2,3}_.*"));
    if (!languages) {
      say("NOT TESTED: libc has no language here, so keys were walked in " + collations + " alone");
    }

    for (String collation : collations) {
      database.execute(
          "DROP TABLE IF EXISTS keyed",
          "CREATE TABLE keyed (k text COLLATE %s PRIMARY KEY, email text)".formatted(collation));
      fillTable(KeyType.TEXT_LIBC);

      walkCheckAndRepair();
    }
    assertThat(collations).isNotEmpty();
  }

  @SuppressWarnings("SystemOut") // the tests' own account of what they could not do
  private static void say(String what) {
    System.out.println("[tests] " + what);
  }

  @Test
  void aDomainsCheckNeedNotHoldForItsOldRows() throws Exception {
    database.execute(
        "CREATE DOMAIN even AS int",
        "CREATE TABLE keyed (k even PRIMARY KEY, email text)",
        "INSERT INTO keyed SELECT i, 'User' || i FROM generate_series(1, 1000) i",
        "ALTER DOMAIN even ADD CHECK (value % 2 = 0) NOT VALID");

    walkCheckAndRepair();
  }

  @Override
  void fillTable(AnyKeyType type) throws SQLException {
    if (type.many()) {
      database.execute(
          "INSERT INTO keyed (k, email) SELECT %s, 'User' || i FROM generate_series(1, 1000) i"
              .formatted(type.made()));
    }
    database.execute(
        type.ends().stream()
            .map(
                end ->
                    "INSERT INTO keyed (k, email) VALUES ('%s', 'End') ON CONFLICT DO NOTHING"
                        .formatted(end.replace("'", "''")))
            .collect(Collectors.joining(";")));
  }
}
