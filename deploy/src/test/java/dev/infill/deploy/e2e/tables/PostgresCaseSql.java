package dev.infill.deploy.e2e.tables;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;

/** On PostgreSQL. */
record PostgresCaseSql(TestDatabase database, TableCase table) implements CaseSql {
  private static final String COPY = "public.what_the_application_wrote";

  @Override
  public String copy() {
    return COPY;
  }

  @Override
  public void makeCopy() throws SQLException {
    database.execute(
        "CREATE TABLE %s AS SELECT %s FROM %s".formatted(COPY, columns(table.table), table.table));
  }

  @Override
  public List<String> differing() throws SQLException {
    return database.column(
        """
        SELECT 'in the table: ' || r FROM (SELECT ROW(%1$s)::text AS r FROM %2$s
                                    EXCEPT ALL SELECT ROW(%1$s)::text FROM %3$s) AS more
        UNION ALL
        SELECT 'missing: ' || r FROM (SELECT ROW(%1$s)::text AS r FROM %3$s
                               EXCEPT ALL SELECT ROW(%1$s)::text FROM %2$s) AS less
        LIMIT 10
        """
            .formatted(columns(COPY), table.table, COPY));
  }

  @Override
  public boolean hasColumn() throws SQLException {
    return database.number(
            "SELECT count(*) FROM pg_attribute WHERE attrelid = '%s'::regclass AND attname = '%s'"
                .formatted(literal(table.table), literal(table.column)))
        == 1;
  }

  @Override
  public long mismatches() throws SQLException {
    String column = '"' + table.column.replace("\"", "\"\"") + '"';
    String value = "(" + table.value + ")";
    return database.number(
        "SELECT count(*) FROM %s WHERE %s"
            .formatted(
                table.table,
                table.initial
                    ? column + " IS NULL AND " + value + " IS NOT NULL"
                    : column + " IS DISTINCT FROM CAST(" + value + " AS " + table.type + ")"));
  }

  @Override
  public String beforeWrite(int number) {
    return "";
  }

  private String columns(String of) throws SQLException {
    return String.join(
        ", ",
        database.column(
            """
            SELECT quote_ident(attname) FROM pg_attribute
             WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped
               AND attgenerated = '' ORDER BY attnum
            """
                .formatted(literal(of))));
  }

  private static String literal(String text) {
    return text.replace("'", "''");
  }
}
