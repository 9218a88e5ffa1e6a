package dev.infill.deploy.testing;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every type that a key may have, with the values at its ends and those that are easily got wrong
 * on the way through a log, a message and a statement.
 */
public enum KeyType implements AnyKeyType {
  SMALLINT("smallint", "(i - 5000)::smallint", "-32768", "0", "32767"),
  INTEGER("integer", "i * 1000", "-2147483648", "-1", "2147483647"),
  BIGINT("bigint", "i * 1000003::bigint", "-9223372036854775808", "-1", "9223372036854775807"),
  OID("oid", "i::oid", "4294967295"),
  NUMERIC("numeric", "i * 1.10", "NaN", "Infinity", "-Infinity", "0.000", "1e200", "-1e-200"),
  NUMERIC_SCALED("numeric(10,2)", "i * 0.01", "NaN", "-99999999.99", "99999999.99"),
  REAL("real", "i / 7::real", "NaN", "Infinity", "-Infinity", "0.1", "1e-45", "3.4028235e38"),
  DOUBLE("double precision", "i / 7::float8", "NaN", "-Infinity", "0.1", "5e-324", "1.7e308"),
  BOOLEAN("boolean", "", "true", "false"),
  TEXT("text", "'key ' || i", "", " ", "  two", "'|\\\"", "tab\tline\nend", "é", "\uD83D\uDE00"),
  TEXT_C("text COLLATE \"C\"", "md5(i::text)", "", "a", "B", "é", "Z", "\\x41"),
  TEXT_EN("text COLLATE \"en-x-icu\"", "md5(i::text)", "", "a", "B", "é", "Z", "-a", "a b", "ab"),
  TEXT_NO_CASE("text COLLATE no_case", "md5(i::text)", "", "a", "B", "é", "Straße"),
  TEXT_LIBC("text COLLATE of_libc", "md5(i::text)", "", "a", "B", "é", "Z", "-a", "a b", "ab", "ß"),
  VARCHAR("varchar(20) COLLATE \"en-x-icu\"", "'k' || i", "", " ", "12345678901234567890"),
  CHAR("char(7)", "'c' || i", "", "a", "1234567"),
  CITEXT("citext", "'Key ' || i", "", "AbC", "é"),
  NAME("name", "('n' || i)::name", "", "a \"quoted\" name"),
  UUID("uuid", "md5(i::text)::uuid", "00000000-0000-0000-0000-000000000000"),
  BYTEA("bytea", "decode(md5(i::text), 'hex')", "\\x", "\\x00", "\\xff00", "\\x5c78"),
  DATE(
      "date", "'1999-12-31'::date + i", "-infinity", "infinity", "4713-01-01 BC", "0001-12-31 BC") {
    @Override
    List<String> moreEnds() {
      return List.of("0001-01-01", "0999-02-03", "10000-01-01", "5874897-12-31");
    }
  },
  TIME("time", "'00:00'::time + i * interval '1 millisecond'", "24:00:00", "23:59:59.999999"),
  TIMESTAMP("timestamp", "'1969-12-31'::timestamp + i * interval '1 min 1 us'", "-infinity") {
    @Override
    List<String> moreEnds() {
      return FAR_TIMES;
    }
  },
  TIMESTAMP_SECONDS("timestamp(0)", "'2024-01-01'::timestamp + i * interval '1 s'", "infinity"),
  TIMESTAMPTZ("timestamptz", "'1890-12-31'::timestamptz + i * interval '7 d 1 us'", "-infinity") {
    @Override
    List<String> moreEnds() {
      return FAR_TIMES;
    }
  },
  BIT("bit(16)", "i::bit(16)", "1111111111111111"),
  VARBIT("varbit(40)", "(i::bit(16))::varbit", "", "0", "00", "1"),
  INET("inet", "'10.0.0.0'::inet + i", "0.0.0.0/0", "10.1.2.3/8", "::", "fe80::1/64"),
  CIDR("cidr", "set_masklen(('10.0.0.0'::inet + i)::cidr, 32)", "0.0.0.0/0", "10.0.0.0/8", "::/0"),
  MACADDR("macaddr", "('08002b' || lpad(to_hex(i), 6, '0'))::macaddr", "ff:ff:ff:ff:ff:ff"),
  MACADDR8(
      "macaddr8", "('08002b0000' || lpad(to_hex(i), 6, '0'))::macaddr8", "00:00:00:00:00:00:00:00"),
  INT4RANGE("int4range", "int4range(i, i + 3)", "empty", "(,)", "[1,1]", "(,5)"),
  INT8RANGE("int8range", "int8range(i, NULL)", "empty", "(,)"),
  NUMRANGE("numrange", "numrange(i, i + 0.5)", "empty", "(1.0,2.00]", "(,)"),
  DATERANGE("daterange", "daterange('2020-01-01', '2020-01-02'::date + i)", "[,infinity]", "empty"),
  TSRANGE(
      "tsrange", "tsrange('2020-01-01', '2020-01-02'::timestamp + i * interval '1 s')", "empty"),
  TSTZRANGE("tstzrange", "tstzrange(NULL, '2020-01-02'::timestamptz + i * interval '1 s')", "(,)"),
  JSONB("jsonb", "jsonb_build_object('k', i)", "{}", "[]", "null", "{\"a\": 1.10}", "\"\\\"é\""),
  PG_LSN("pg_lsn", "'0/0'::pg_lsn + i::numeric", "FFFFFFFF/FFFFFFFF"),
  XID8("xid8", "i::text::xid8", "18446744073709551615"),
  ENUM("\"a Mood\"", "", "z", "A b", "'x'"),
  DOMAIN("short_word", "'d' || i", "", "oldest"),
  NUMERIC_DOMAIN("amount", "i + 0.5", "-1.00");

  /** A language's where the server knows one, else the best that it has. */
  private static final String OF_LIBC =
      """
      DO $$ BEGIN
        EXECUTE (
          SELECT format('CREATE COLLATION of_libc (provider = libc, locale = %L)', collcollate)
            FROM pg_collation
           WHERE collprovider = 'c'
             AND collencoding IN (-1, (SELECT encoding FROM pg_database
                                        WHERE datname = current_database()))
           ORDER BY collcollate ~ '^en_US' DESC, collcollate ~ '^[a-z]+_' DESC,
                    collcollate ~* 'utf' DESC, collcollate
           LIMIT 1);
      END $$
      """;

  private static final List<String> FAR_TIMES =
      List.of(
          "infinity",
          "4713-01-01 00:00:00 BC",
          "0001-12-31 23:59:59.999999 BC",
          "0001-01-01 12:00:00",
          "10000-01-01 00:00:00.000001",
          // What Debezium has for the end of all times.
          "294247-01-10 04:00:25.2",
          "294276-12-31 23:59:59.999999");

  private final String definition;
  private final String made;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of texts
  private final List<String> ends;

  KeyType(String definition, String made, String... ends) {
    this.definition = definition;
    this.made = made;
    this.ends = List.of(ends);
  }

  List<String> moreEnds() {
    return List.of();
  }

  /** Makes what the types and collations of some keys need; once for a database. */
  public static List<String> preparing() {
    return List.of(
        "CREATE EXTENSION citext",
        "CREATE COLLATION no_case"
            + " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        OF_LIBC,
        "CREATE TYPE \"a Mood\" AS ENUM ('z', 'A b', '''x''')",
        "CREATE DOMAIN word AS varchar(10) COLLATE \"C\"",
        "CREATE DOMAIN short_word AS word",
        "CREATE DOMAIN amount AS numeric(12,2)");
  }

  @Override
  public String definition() {
    return definition;
  }

  @Override
  public List<String> ends() {
    return Stream.concat(ends.stream(), moreEnds().stream()).toList();
  }

  @Override
  public boolean many() {
    return !made.isEmpty();
  }

  @Override
  public String made() {
    return made;
  }
}
