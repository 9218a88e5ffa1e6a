package dev.infill.deploy.e2e.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A table, what is to be done to it, and the application that writes it meanwhile: one row of the
 * suite. Each method gives a case that differs in one part.
 *
 * <p>A write is a SQL statement. In it {@code $t} is the table, {@code $n} a number that no write
 * had before (from 1,000,001), and {@code $r} the number of a row: one of those that the setup
 * made, from 1, or an earlier {@code $n}. What stands between <code>{+</code> and <code>+}</code>
 * is written only by the application that knows the new column. A statement that finds no row is
 * none the worse.
 */
public final class TableCase {
  /** How the writers pass the gate. */
  public enum Gate {
    /** They are proven; the new application is deployed when the migration waits for it. */
    APPLICATION("{ gate: application, quiet: 500ms, minChanges: 10 }"),
    /** A trigger helps until they are proven, which is after the constraints. */
    TRIGGER("{ gate: trigger, bridge: untilProven, quiet: 500ms, minChanges: 10 }"),
    /** A trigger helps, and stays; the application never knows the column. */
    KEEP("{ gate: trigger, bridge: keep }"),
    /** The new application is deployed as soon as the column is there. */
    ASSUME("{ gate: assume }");

    final String spec;

    Gate(String spec) {
      this.spec = spec;
    }
  }

  final String name;
  String table = "t";
  List<String> setup = List.of();
  int rows = 1_000;
  String column = "c";
  String type = "text";
  String value = "lower(email)";
  boolean initial;
  String more = "constraints: { notNull: true }";
  String limits =
      "{ rangesInFlight: 4, rangeRows: 300, chunkTarget: 100ms, lockTimeout: 2s,"
          + " pace: { slowdown: off } }";
  Gate gate = Gate.APPLICATION;
  List<String> writes = List.of();
  List<String> holds = List.of();
  boolean mirrored = true;
  List<String> session = List.of();
  Set<CaseServer> servers = Set.of(CaseServer.POSTGRES);

  private TableCase(String name) {
    this.name = name;
  }

  /**
   * A table of whatever form.
   *
   * @param name a migration's name
   * @param setup statements that make the table and fill it
   */
  public static TableCase table(String name, String... setup) {
    return new TableCase(name).setup(setup);
  }

  /**
   * A table {@code t} with columns {@code id} and {@code email}, a thousand rows, and an
   * application that inserts, updates, deletes and changes keys.
   *
   * @param create statements that make the table
   */
  public static TableCase mails(String name, String... create) {
    return table(name, create)
        .setup("INSERT INTO t (id, email) SELECT i, 'Mail.' || i FROM generate_series(1, 1000) i")
        .writes(
            "INSERT INTO $t (id, email{+, c+}) VALUES ($n, 'Mail.$n'{+, 'mail.$n'+})",
            "UPDATE $t SET email = 'New.$n'{+, c = 'new.$n'+} WHERE id = $r",
            "UPDATE $t SET id = $n WHERE id = $r",
            "DELETE FROM $t WHERE id = $r")
        .holds(
            "SELECT attnotnull FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'c'");
  }

  /** More statements to be run before the migration. */
  public TableCase setup(String... more) {
    return with(c -> c.setup = joined(setup, more));
  }

  /** More writes; without any, nobody writes. */
  public TableCase writes(String... more) {
    return with(c -> c.writes = joined(writes, more));
  }

  /** These writes and no others. */
  public TableCase onlyWrites(String... others) {
    return with(c -> c.writes = List.of(others));
  }

  /** More queries that must answer true in the end. */
  public TableCase holds(String... more) {
    return with(c -> c.holds = joined(holds, more));
  }

  /** These queries and no others. */
  public TableCase onlyHolds(String... others) {
    return with(c -> c.holds = List.of(others));
  }

  /** The table as SQL writes it, and so does the spec, but for MySQL's quotes. */
  public TableCase table(String other) {
    return with(c -> c.table = other);
  }

  /** How many rows the setup makes, numbered from 1; 0 for none. */
  public TableCase rows(int other) {
    return with(c -> c.rows = other);
  }

  /** The new column, unquoted. */
  public TableCase column(String name, String type, String value) {
    return with(
        c -> {
          c.column = name;
          c.type = type;
          c.value = value;
        });
  }

  /** The value is only the first one. */
  public TableCase initially() {
    return with(c -> c.initial = true);
  }

  /** The spec's lines for constraints and indexes; NOT NULL unless given. */
  public TableCase spec(String... lines) {
    return with(c -> c.more = String.join("\n", lines));
  }

  /** How hard the shard may be worked. */
  public TableCase limits(String other) {
    return with(c -> c.limits = other);
  }

  public TableCase gate(Gate other) {
    return with(c -> c.gate = other);
  }

  /**
   * No copy of the table is kept, which would have to agree in the end: more than the statements
   * decides what is written, such as a default, a trigger, a cascade.
   */
  public TableCase unmirrored() {
    return with(c -> c.mirrored = false);
  }

  /** Statements with which the application begins its session. */
  TableCase session(String... statements) {
    return with(c -> c.session = List.of(statements));
  }

  /** On PostgreSQL 15 too. */
  public TableCase alsoOn15() {
    return on(CaseServer.POSTGRES, CaseServer.POSTGRES_15);
  }

  /** On these and no others. */
  TableCase on(CaseServer... others) {
    return with(c -> c.servers = Set.of(others));
  }

  /** The spec that is submitted. */
  String submitted(String migration) {
    return """
    apiVersion: infill/v1
    kind: Migration
    name: %s
    table: %s
    column: { name: %s, type: %s, value: %s, sync: %s }
    %s
    writers: %s
    limits: %s
    """
        .formatted(
            migration,
            yaml(table.replace('`', '"')),
            yaml(column),
            yaml(type),
            yaml(value),
            initial ? "initial" : "derived",
            more,
            gate.spec,
            limits);
  }

  @Override
  public String toString() {
    return name;
  }

  private static String yaml(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private TableCase with(Consumer<TableCase> change) {
    var copy = new TableCase(name);
    copy.table = table;
    copy.setup = setup;
    copy.rows = rows;
    copy.column = column;
    copy.type = type;
    copy.value = value;
    copy.initial = initial;
    copy.more = more;
    copy.limits = limits;
    copy.gate = gate;
    copy.writes = writes;
    copy.holds = holds;
    copy.mirrored = mirrored;
    copy.session = session;
    copy.servers = servers;
    change.accept(copy);
    return copy;
  }

  private static List<String> joined(List<String> first, String... more) {
    var all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }
}
