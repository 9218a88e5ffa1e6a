package dev.infill.deploy.e2e.tables;

import dev.infill.deploy.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/** On MySQL, where a statement's session may be set as is usual nowhere. */
record MySqlCaseSql(TestDatabase database, TableCase table) implements CaseSql {
  private static final String COPY = "`what_the_application_wrote`";

  /** Zero dates are values like others; a sum of texts is none of numbers. */
  private static final String PLAIN = "SET sql_mode = 'NO_ENGINE_SUBSTITUTION'";

  @Override
  public String copy() {
    return COPY;
  }

  @Override
  public void makeCopy() throws SQLException {
    String columns = columns(table.table);
    database.execute(
        PLAIN,
        "CREATE TABLE %s LIKE %s".formatted(COPY, table.table),
        "INSERT INTO %s (%s) SELECT %s FROM %s".formatted(COPY, columns, columns, table.table));
  }

  @Override
  public List<String> differing() throws SQLException {
    return database.column(
        """
        SELECT CONCAT(IF(SUM(n) > 0, 'in the table: ', 'missing: '), r)
          FROM (SELECT 1 AS n, CAST(JSON_ARRAY(%1$s) AS CHAR) COLLATE utf8mb4_bin AS r FROM %2$s
                UNION ALL
                SELECT -1, CAST(JSON_ARRAY(%1$s) AS CHAR) COLLATE utf8mb4_bin FROM %3$s) AS both_of_them
         GROUP BY r HAVING SUM(n) <> 0 LIMIT 10
        """
            .formatted(columns(COPY), table.table, COPY));
  }

  @Override
  public boolean hasColumn() throws SQLException {
    return database.number(
            """
            SELECT COUNT(*) FROM information_schema.columns
             WHERE table_schema = DATABASE() AND table_name = %s AND column_name = %s
            """
                .formatted(literal(unquoted(table.table)), literal(table.column)))
        == 1;
  }

  /** Byte by byte, since the usual collations hold letters of either case for the same. */
  @Override
  public long mismatches() throws SQLException {
    String column = "`" + table.column.replace("`", "``") + "`";
    String value = "(" + table.value + ")";
    return database.number(
        "SELECT COUNT(*) FROM %s WHERE %s"
            .formatted(
                table.table,
                table.initial
                    ? column + " IS NULL AND " + value + " IS NOT NULL"
                    : "NOT (CAST(%s AS BINARY) <=> CAST(%s AS BINARY))".formatted(column, value)));
  }

  /** So that a column that the server sets to the time is the same in table and copy. */
  @Override
  public String beforeWrite(int number) {
    return "SET timestamp = " + (1_600_000_000L + number);
  }

  private String columns(String of) throws SQLException {
    return String.join(
        ", ",
        database.column(
            """
            SELECT CONCAT('`', REPLACE(column_name, '`', '``'), '`')
              FROM information_schema.columns
             WHERE table_schema = DATABASE() AND table_name = %s
               AND generation_expression = '' AND extra NOT LIKE '%%INVISIBLE%%'
             ORDER BY ordinal_position
            """
                .formatted(literal(unquoted(of)))));
  }

  private static String unquoted(String name) {
    return name.replaceAll("^`|`$", "");
  }

  /** Whether or not backslashes mean something here. */
  private static String literal(String text) {
    return "CONVERT(0x%s USING utf8mb4)"
        .formatted(HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)));
  }
}
