package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.postgres.KeyFinder.Carried;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Expression;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.LookupSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether what changes in a table that values look into can be captured, and leads to the rows that
 * depend on it.
 */
final class LookupCheck {
  private static final Map<String, String> NO_TABLES =
      Map.of(
          "v", "a view: name the tables under it",
          "m", "a materialized view, whose changes are in no log",
          "f", "a foreign table, whose changes are in another server's log",
          "p", "a partitioned table, which can't be followed yet");

  private static final String FIND =
      """
      SELECT c.relkind, c.relpersistence, row_security_active(c.oid),
             pg_has_role(c.relowner, 'USAGE'), has_table_privilege(c.oid, 'SELECT'), current_user,
             c.relispartition OR EXISTS (SELECT FROM pg_inherits i
                                          WHERE c.oid IN (i.inhrelid, i.inhparent))
        FROM pg_class c WHERE c.oid = to_regclass(?)
      """;

  /** What the log tells of a row as it was. */
  private static final String IDENTITY =
      """
      SELECT a.attname, a.attgenerated <> ''
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.oid = ?::regclass
         AND (c.relreplident = 'f' OR a.attnum = ANY (
               SELECT unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) FROM pg_index i
                WHERE i.indrelid = c.oid AND i.indisvalid
                  AND CASE c.relreplident WHEN 'd' THEN i.indisprimary AND i.indimmediate
                                          WHEN 'i' THEN i.indisreplident END))
      """;

  /** The first that refuses an identity with a generated column that is not published. */
  private static final int FIRST_WITH_GENERATED = 18;

  private final Db db;
  private final MigrationSpec spec;
  private final LookupSpec lookup;
  private final Findings findings;
  private final String table;

  private LookupCheck(Db db, MigrationSpec spec, LookupSpec lookup, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.lookup = lookup;
    this.findings = findings;
    this.table = Quoting.table(lookup.table());
  }

  /** Those that can be followed. */
  static List<Lookup> look(Db db, MigrationSpec spec, Findings findings) throws SQLException {
    var lookups = new ArrayList<Lookup>();
    for (LookupSpec lookup : spec.lookups()) {
      new LookupCheck(db, spec, lookup, findings).look().ifPresent(lookups::add);
    }
    if (lookups.size() == spec.lookups().size() && !findings.refused()) {
      unread(db, spec, findings);
    }
    return lookups;
  }

  private static void unread(Db db, MigrationSpec spec, Findings findings) throws SQLException {
    var read = new ArrayList<TableName>();
    for (var column : spec.columns()) {
      if (new Expression(column.value()).hasQuery()) {
        read.addAll(ReadTables.of(db, spec.table(), "(" + Quoting.forDriver(column.value()) + ")"));
      }
    }
    for (LookupSpec lookup : spec.lookups()) {
      if (!read.contains(lookup.table())) {
        findings.warning(
            "lookup-unread",
            "No value is seen to look into %s; its changes are followed all the same."
                .formatted(lookup.table()),
            "Take it out of lookups, unless a function that a value calls reads it.");
      }
    }
  }

  private Optional<Lookup> look() throws SQLException {
    if (!tableIsFit()) {
      return Optional.empty();
    }
    var columns = columns();
    if (columns.isEmpty() || !understood(columns)) {
      return Optional.empty();
    }
    identity(columns);
    nothing(columns);
    return Optional.of(
        new Lookup(lookup.table(), lookup.via(), columns.stream().map(Carried::column).toList()));
  }

  private boolean tableIsFit() throws SQLException {
    var wrong =
        db.first(
            row -> {
              var all = new ArrayList<String>();
              String kind = row.getString(1);
              if (NO_TABLES.containsKey(kind) || !kind.equals("r")) {
                all.add("is " + NO_TABLES.getOrDefault(kind, "no table"));
                return all;
              }
              if (row.getBoolean(7)) {
                all.add("is a partition, or inherits");
              }
              if (!row.getString(2).equals("p")) {
                all.add("is temporary or unlogged, so its changes are in no log");
              }
              if (row.getBoolean(3)) {
                all.add("hides rows from the role %s".formatted(row.getString(6)));
              }
              if (!row.getBoolean(4)) {
                all.add(
                    "is not owned by the role %s, which has to publish it"
                        .formatted(row.getString(6)));
              }
              if (!row.getBoolean(5)) {
                all.add("may not be read by the role %s".formatted(row.getString(6)));
              }
              return all;
            },
            FIND,
            table);
    if (wrong.isEmpty()) {
      findings.error(
          "lookup-table",
          "There is no table %s to look into.".formatted(lookup.table()),
          "Check the name, and whether it needs its schema.");
      return false;
    }
    if (!wrong.get().isEmpty()) {
      findings.error(
          "lookup-table",
          "%s can't be looked into: it %s."
              .formatted(lookup.table(), String.join("; it ", wrong.get())),
          "Look into a plain, logged table that the role owns.");
    }
    return wrong.get().isEmpty();
  }

  /** Those of the other table that the condition names; empty where something is wrong with it. */
  private List<Carried> columns() throws SQLException {
    var via = new Expression(lookup.via());
    if (via.escape().isPresent() || via.hasQuery()) {
      refuse(
          via.escape().orElse("it has a query of its own"),
          "Write one condition over the columns of both tables.");
      return List.of();
    }
    var columns = new ArrayList<Carried>();
    for (String name : new TreeSet<>(via.columnsOf(lookup.table().table()))) {
      var found = KeyFinder.carried(db, lookup.table(), name);
      if (found.isEmpty()) {
        refuse(
            "%s has no column %s".formatted(lookup.table(), name),
            "Name columns of the table, each with the table's name before it.");
        return List.of();
      }
      if (!found.get().unfit().isEmpty()) {
        refuse(
            "its column %s %s".formatted(name, found.get().unfit()),
            "Name columns of other types, such as a bigint or a text.");
        return List.of();
      }
      columns.add(found.get());
    }
    if (columns.isEmpty()) {
      refuse(
          "it names no column of %1$s with %2$s before it"
              .formatted(lookup.table(), lookup.table().table()),
          "Write it as in %s.id = %s.%1$s_id"
              .formatted(lookup.table().table(), spec.table().table()));
    }
    return columns;
  }

  private boolean understood(List<Carried> columns) throws SQLException {
    String from = from(columns, Optional.empty());
    try {
      db.ask("SELECT FROM " + from + " WHERE (" + via() + ") LIMIT 0");
    } catch (SQLException e) {
      refuse(
          SpecText.of(e),
          "Write a condition over the columns of %s and of %s, each of the latter's with its table's name before it."
              .formatted(spec.table(), lookup.table()));
      return false;
    }
    if (PlanText.has(
        db,
        "WITH v AS (SELECT (%s) AS v FROM %s) SELECT v FROM v".formatted(via(), from),
        "CTE Scan")) {
      refuse("it calls a volatile function", "Compare columns.");
      return false;
    }
    return true;
  }

  /**
   * The log tells of a row that was deleted, or led elsewhere before, only what its identity holds.
   */
  private void identity(List<Carried> columns) throws SQLException {
    record Held(String name, boolean generated) {}
    var held = db.list(row -> new Held(row.getString(1), row.getBoolean(2)), IDENTITY, table);
    var names = held.stream().map(Held::name).toList();
    var missing =
        columns.stream().map(one -> one.column().name()).filter(n -> !names.contains(n)).toList();
    boolean generated =
        db.version() >= FIRST_WITH_GENERATED && held.stream().anyMatch(Held::generated);
    if (!missing.isEmpty() || generated) {
      findings.error(
          "lookup-identity",
          generated
              ? "The replica identity of %s holds a generated column, so nobody could update it while a publication names it."
                  .formatted(lookup.table())
              : "The log would not tell what %s held in %s before a change: its replica identity lacks %s."
                  .formatted(
                      lookup.table(),
                      String.join(", ", missing),
                      missing.size() == 1 ? "it" : "them"),
          "ALTER TABLE %1$s REPLICA IDENTITY FULL, or USING INDEX with a unique index over NOT NULL columns that holds %2$s."
              .formatted(
                  table, Quoting.list(columns.stream().map(one -> one.column().name()).toList())));
    }
  }

  /** NULLs are not carried, so they must lead to no row: the server folds the condition away. */
  private void nothing(List<Carried> columns) throws SQLException {
    for (Carried column : columns) {
      String query =
          "SELECT FROM %s WHERE (%s)".formatted(from(columns, Optional.of(column.column())), via());
      if (!column.notNull() && !PlanText.has(db, query, "One-Time Filter: false")) {
        refuse(
            "it may hold for a row of %s whose %s is NULL"
                .formatted(lookup.table(), column.column().name()),
            "Compare the column by = alone, or make it NOT NULL.");
      }
    }
  }

  /** Both tables, of the other only what the condition may name. */
  private String from(List<Carried> columns, Optional<KeyColumn> isNull) {
    var values = new ArrayList<String>();
    for (int i = 1; i <= columns.size(); i++) {
      KeyColumn column = columns.get(i - 1).column();
      values.add(
          "%s::%s AS %s"
              .formatted(
                  isNull.equals(Optional.of(column)) ? "NULL" : "infill_a" + i,
                  column.type(),
                  Quoting.identifier(column.name())));
    }
    var names = new ArrayList<String>();
    var nulls = new ArrayList<String>();
    for (int i = 1; i <= columns.size(); i++) {
      names.add("infill_a" + i);
      nulls.add("ARRAY[]::text[]");
    }
    return "%s, (SELECT %s FROM unnest(%s) AS infill_asked (%s)) AS %s"
        .formatted(
            Quoting.table(spec.table()),
            String.join(", ", values),
            String.join(", ", nulls),
            String.join(", ", names),
            Quoting.identifier(lookup.table().table()));
  }

  private String via() {
    return Quoting.forDriver(lookup.via());
  }

  private void refuse(String why, String advice) {
    findings.error(
        "lookup-via",
        "The condition by which %s leads to rows can't be used: %s.".formatted(lookup.table(), why),
        advice);
  }
}
