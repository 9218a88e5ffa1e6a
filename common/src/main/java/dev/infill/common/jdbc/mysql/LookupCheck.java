package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.ColumnType;
import dev.infill.common.mysql.Condition;
import dev.infill.common.mysql.Expression;
import dev.infill.common.mysql.KeyCharsets;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.spec.LookupSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether what changes in a table that values look into can be captured, and leads to the rows that
 * depend on it.
 */
final class LookupCheck {
  private static final String FIND =
      """
      SELECT t.table_type, COALESCE(t.engine, ''),
             EXISTS (SELECT 1 FROM information_schema.partitions p
                      WHERE p.table_schema = t.table_schema AND p.table_name = t.table_name
                        AND p.partition_name IS NOT NULL)
        FROM information_schema.tables t WHERE t.table_schema = ? AND t.table_name = ?
      """;

  private final Db db;
  private final MigrationSpec spec;
  private final LookupSpec lookup;
  private final Trial trial;
  private final Findings findings;
  private final TableName table;

  private LookupCheck(
      Db db, MigrationSpec spec, LookupSpec lookup, Trial trial, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.lookup = lookup;
    this.trial = trial;
    this.findings = findings;
    this.table = lookup.table();
  }

  /**
   * Those that can be followed.
   *
   * @param trial with the columns of the migrated table; is left as it was
   * @param read the tables that values were seen to look into
   */
  static List<Lookup> look(
      Db db, MigrationSpec spec, Trial trial, Set<TableName> read, Findings findings)
      throws SQLException {
    var lookups = new ArrayList<Lookup>();
    for (LookupSpec lookup : spec.lookups()) {
      new LookupCheck(db, spec, lookup, trial, findings).look().ifPresent(lookups::add);
      if (!read.contains(lookup.table())) {
        findings.warning(
            "lookup-unread",
            "No value is seen to look into %s; its changes are followed all the same."
                .formatted(lookup.table()),
            "Take it out of lookups.");
      }
    }
    return lookups;
  }

  private Optional<Lookup> look() throws SQLException {
    if (!tableIsFit()) {
      return Optional.empty();
    }
    var columns = columns();
    if (columns.isEmpty() || !understood(columns)) {
      return Optional.empty();
    }
    nothing(columns);
    var names = columns.stream().map(one -> new KeyColumn(one.name(), one.type())).toList();
    logged(names);
    return Optional.of(new Lookup(table, lookup.via(), names));
  }

  private boolean tableIsFit() throws SQLException {
    var wrong =
        db.first(
            row -> {
              var all = new ArrayList<String>();
              if (!row.getString(1).equals("BASE TABLE")) {
                all.add("is a view: name the tables under it");
              } else if (!row.getString(2).equals("InnoDB")) {
                all.add("is kept by the engine %s".formatted(row.getString(2)));
              } else if (row.getBoolean(3)) {
                all.add("is partitioned: what becomes of a whole partition is in no log");
              }
              return all;
            },
            FIND,
            table.schema(),
            table.table());
    if (wrong.isEmpty()) {
      findings.error(
          "lookup-table",
          "There is no table %s to look into, or the user may not see it.".formatted(table),
          "Check the names of database and table.");
      return false;
    }
    if (!Grants.of(db).onTable("SELECT", table)) {
      wrong.get().add("may not be read by the user");
    }
    if (!wrong.get().isEmpty()) {
      findings.error(
          "lookup-table",
          "%s can't be looked into: it %s.".formatted(table, String.join("; it ", wrong.get())),
          "Look into a plain table of InnoDB's that the user may read.");
    }
    return wrong.get().isEmpty();
  }

  /** Those of the other table that the condition names; empty where something is wrong with it. */
  private List<Column> columns() throws SQLException {
    var via = new Expression(lookup.via());
    if (via.escape().isPresent() || via.hasQuery()) {
      refuse(
          via.escape().orElse("it has a query of its own"),
          "Write one condition over the columns of both tables.");
      return List.of();
    }
    var columns = new ArrayList<Column>();
    for (String name : via.columnsOf(table.table())) {
      var found = Columns.find(db, table, name);
      if (found.isEmpty()) {
        refuse(
            "%s has no column %s".formatted(table, name),
            "Name columns of the table, each with the table's name before it.");
        return List.of();
      }
      var unfit = unfit(found.get());
      if (unfit.isPresent()) {
        refuse(
            "its column %s %s".formatted(name, unfit.get()),
            "Name columns of other types, such as a bigint or a varchar.");
        return List.of();
      }
      if (!columns.contains(found.get())) {
        columns.add(found.get());
      }
    }
    if (columns.isEmpty()) {
      refuse(
          "it names no column of %1$s with %2$s before it".formatted(table, table.table()),
          "Write it as in %s.id = %s.%1$s_id".formatted(table.table(), spec.table().table()));
    }
    return columns;
  }

  /** Why a value of it can't be carried from the log to a statement. */
  private static Optional<String> unfit(Column column) {
    if (column.generated()) {
      return Optional.of("is generated");
    }
    if (!KeyCharsets.reads(column.type())) {
      return Optional.of("is in a character set that is not read from the log: " + column.type());
    }
    try {
      ColumnType.of(column.type()).fromText("?");
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("is of type " + column.type());
    }
  }

  private boolean understood(List<Column> columns) throws SQLException {
    try {
      db.execute("EXPLAIN SELECT 1 FROM %s WHERE (%s)".formatted(from(columns), lookup.via()));
    } catch (SQLException e) {
      refuse(
          SpecText.of(e),
          "Write a condition over the columns of %s and of %s, each of the latter's with its table's name before it."
              .formatted(spec.table(), table));
      return false;
    }
    var changing = new ChangingValue(db, trial, new Expression(lookup.via())).ofItsCalls();
    if (changing.isPresent()) {
      refuse(
          "it may be another one each time it is computed (%s)".formatted(changing.get()),
          "Compare columns.");
    }
    return changing.isEmpty();
  }

  /** NULLs are not carried, so they must lead to no row. */
  private void nothing(List<Column> columns) {
    var via = new Condition(lookup.via());
    for (Column column : columns) {
      if (column.nullable() && !via.needs(table.table(), column.name())) {
        refuse(
            "it may hold for a row of %s whose %s is NULL".formatted(table, column.name()),
            "Compare the column by = alone, and by AND with what else there is, or make it NOT NULL.");
      }
    }
  }

  /**
   * A log that keeps less of a row tells of one that was deleted, or led elsewhere before, only
   * what names it.
   */
  private void logged(List<KeyColumn> columns) throws SQLException {
    String image = db.text("SELECT @@GLOBAL.binlog_row_image");
    if (image.equals("FULL")) {
      return;
    }
    var key = KeyFinder.logged(db, table);
    var missing =
        columns.stream().map(KeyColumn::name).filter(name -> !key.contains(name)).toList();
    if (!missing.isEmpty()) {
      findings.error(
          "lookup-identity",
          "The log would not tell what %s held in %s before a change: binlog_row_image is %s, and its primary key lacks %s."
              .formatted(
                  table, String.join(", ", missing), image, missing.size() == 1 ? "it" : "them"),
          "SET PERSIST binlog_row_image = 'FULL', and have the application's sessions begin anew.");
    }
  }

  /** Both tables, of the other only what the condition may name, as it is carried. */
  private String from(List<Column> columns) {
    var values = new ArrayList<String>();
    for (Column column : columns) {
      String name = Quoting.identifier(column.name());
      values.add(ColumnType.of(column.type()).fromText("infill_other." + name) + " AS " + name);
    }
    return "%s, (SELECT %s FROM %s AS infill_other) AS %s"
        .formatted(
            Quoting.table(spec.table()),
            String.join(", ", values),
            Quoting.table(table),
            Quoting.identifier(table.table()));
  }

  private void refuse(String why, String advice) {
    findings.error(
        "lookup-via",
        "The condition by which %s leads to rows can't be used: %s.".formatted(table, why),
        advice);
  }
}
