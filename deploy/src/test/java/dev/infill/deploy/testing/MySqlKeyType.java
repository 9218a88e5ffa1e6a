package dev.infill.deploy.testing;

import java.util.List;

/**
 * Every type that a key may have on MySQL, with the values at its ends and those that are easily
 * got wrong on the way through a message and a statement.
 */
public enum MySqlKeyType implements AnyKeyType {
  TINYINT("tinyint", "", "-128", "0", "127"),
  INT("int", "i * 1000", "-2147483648", "-1", "2147483647"),
  INT_UNSIGNED("int unsigned", "i * 1000", "0", "4294967295"),
  BIGINT("bigint", "i * 1000003", "-9223372036854775808", "-1", "9223372036854775807"),
  BIGINT_UNSIGNED("bigint unsigned", "i * 1000003", "0", "18446744073709551615"),
  DECIMAL("decimal(20,4)", "i * 1.1", "-9999999999999999.9999", "0", "9999999999999999.9999"),
  DECIMAL_LONG("decimal(65,30)", "i / 7", "-0.000000000000000000000000000001"),
  TEXT_AI_CI(
      text("varchar(40)", "utf8mb4_0900_ai_ci"), "CONCAT('Key ', i)", "", " ", "a", "a ", "é\\"),
  TEXT_BIN(
      text("varchar(40)", "utf8mb4_bin"), "LEFT(SHA2(i, 224), 30)", "", "A", "a", "É", "é", "ß"),
  TEXT_GENERAL(text("varchar(40)", "utf8mb4_general_ci"), "CONCAT('k', i)", "", "ß", "t\tn\n"),
  TEXT_NO_PAD(text("varchar(40)", "utf8mb4_0900_as_cs"), "CONCAT('k', i)", "", "A", "a", "a ", "é"),
  TEXT_SPANISH(
      text("varchar(40)", "utf8mb4_es_trad_0900_ai_ci"), "CONCAT('c', i)", "ch", "cz", "ll"),
  LATIN1(text("varchar(40)", "latin1_swedish_ci"), "CONCAT('k', i)", "", "ä", "å", "z", "'|\\\""),
  LATIN1_BIN(text("varchar(40)", "latin1_bin"), "CONCAT('k', i)", "", "ä", "å", "Z"),
  ASCII(text("varchar(40)", "ascii_general_ci"), "CONCAT('k', i)", "", "#", "~"),
  UTF16(text("varchar(40)", "utf16_general_ci"), "CONCAT('k', i)", "", "é", "z"),
  CHAR(text("char(7)", "utf8mb4_0900_ai_ci"), "CONCAT('c', i)", "", "a", "1234567"),
  CHAR_PADDED(text("char(7)", "latin1_swedish_ci"), "CONCAT('c', i)", "", "a", "1234567"),
  BINARY("binary(16)", "UNHEX(LEFT(SHA2(i, 256), 32))", "", "a", "zzzzzzzzzzzzzzzz"),
  VARBINARY("varbinary(20)", "UNHEX(LEFT(SHA2(i, 256), 30))", "", "a", "a ", "A"),
  DATE("date", "DATE '1999-12-31' + INTERVAL i DAY", "1000-01-01", "9999-12-31", "0000-00-00"),
  TIME("time", "SEC_TO_TIME(i)", "-838:59:59", "00:00:00", "838:59:59"),
  TIME_FRACTION("time(6)", "SEC_TO_TIME(i / 7)", "-838:59:59", "00:00:00.000001"),
  DATETIME("datetime", "'1999-12-31' + INTERVAL i MINUTE", "0000-00-00", "9999-12-31 23:59:59"),
  DATETIME_FRACTION(
      "datetime(6)", "'1969-12-31' + INTERVAL i MICROSECOND", "9999-12-31 23:59:59.999999"),
  TIMESTAMP(
      "timestamp(6)", "'2024-03-31 00:00:00' + INTERVAL i MINUTE", "2038-01-19 03:14:07.999999");

  private final String definition;
  private final String made;

  @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of texts
  private final List<String> ends;

  MySqlKeyType(String definition, String made, String... ends) {
    this.definition = definition;
    this.made = made;
    this.ends = List.of(ends);
  }

  private static String text(String type, String collation) {
    return type
        + " CHARACTER SET "
        + collation.substring(0, collation.indexOf('_'))
        + " COLLATE "
        + collation;
  }

  @Override
  public String definition() {
    return definition;
  }

  @Override
  public List<String> ends() {
    return ends;
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
