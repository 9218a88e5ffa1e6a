package dev.infill.deploy.worker;

import dev.infill.common.jdbc.BinlogNote;
import dev.infill.common.jdbc.Queries;
import dev.infill.common.jdbc.mysql.BinlogGround;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.MarksTable;
import dev.infill.common.mysql.MarksTable.Kind;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What a coordinator does on MySQL for a capture. */
final class MySqlMarks {
  private static final String TEXT =
      "varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci";

  private MySqlMarks() {}

  static ColumnFill fill(TestDatabase database, String table, String value, KeyColumn... key) {
    return ColumnFill.of(
        new TableName(database.name(), table), List.of(key), "c", TEXT, value, Sync.DERIVED);
  }

  static TableName table(TestDatabase database) {
    return MarksTable.of(LoneWorker.ID, new TableName(database.name(), "any"));
  }

  /** Makes the table and notes where the log stands. */
  static void begin(TestDatabase database, ColumnFill fill) throws SQLException {
    TableName marks = table(database);
    try (var connection = database.connect()) {
      var queries = new Queries(connection);
      queries.execute(MarksTable.create(marks));
      List<BinlogNote.Table> tables =
          Stream.concat(Stream.of(fill.table(), marks), fill.lookups().stream().map(Lookup::table))
              .map(table -> table(queries, table))
              .toList();
      String status =
          connection.getMetaData().getDatabaseMajorVersion() > 8
              ? "SHOW BINARY LOG STATUS"
              : "SHOW MASTER STATUS";
      BinlogNote note =
          queries
              .first(
                  row ->
                      new BinlogNote(
                          UUID.randomUUID().toString(),
                          queries.text("SELECT @@server_uuid"),
                          row.getString(5),
                          row.getString(1),
                          row.getLong(2),
                          tables,
                          ground(connection, fill)),
                  status)
              .orElseThrow();
      put(queries, marks, Kind.NOTE, note.text());
    }
  }

  private static String ground(Connection connection, ColumnFill fill) throws SQLException {
    return BinlogGround.of(connection, fill).orElseThrow().text();
  }

  private static BinlogNote.Table table(Queries queries, TableName table) {
    try {
      String ddl =
          queries
              .first(
                  row -> row.getString(2),
                  "SHOW CREATE TABLE `" + table.schema() + "`.`" + table.table() + "`")
              .orElseThrow();
      return new BinlogNote.Table(table.schema(), table.table(), ddl);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static void put(TestDatabase database, Kind kind, String content) throws SQLException {
    try (var connection = database.connect()) {
      put(new Queries(connection), table(database), kind, content);
    }
  }

  private static void put(Queries queries, TableName marks, Kind kind, String content)
      throws SQLException {
    queries.ask(MarksTable.put(marks), kind.name(), content, content);
  }
}
