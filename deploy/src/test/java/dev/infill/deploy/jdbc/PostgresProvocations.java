package dev.infill.deploy.jdbc;

import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.Engine;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TransformRule;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.ReferencesSpec.Action;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * On PostgreSQL. A new code does not compile before somebody says so here; most take a table in
 * {@link PostgresSurveys} and a line below.
 */
final class PostgresProvocations extends PostgresSurveys {
  /** What only MySQL has. */
  static final Set<FindingCode> UNKNOWN =
      EnumSet.of(
          FindingCode.BINLOG_OFF,
          FindingCode.BINLOG_FORMAT,
          FindingCode.BINLOG_PARTIAL_JSON,
          FindingCode.BINLOG_FILTERED,
          FindingCode.COMMIT_ORDER,
          FindingCode.TABLE_ENGINE,
          FindingCode.PRIMARY_KEY_REQUIRED,
          FindingCode.COLUMN_NEEDS_REBUILD,
          FindingCode.CASCADE_UNLOGGED,
          FindingCode.TRANSFORM_NOT_SUPPORTED,
          FindingCode.OWN_WRITES_UNMARKED,
          FindingCode.BINLOG_EXPIRES_SOON,
          FindingCode.UNLOGGED_SESSIONS,
          FindingCode.REPLICA_LAG_UNREAD,
          FindingCode.TABLE_LOCKED,
          FindingCode.COLUMN_REBUILDS,
          FindingCode.CONSTRAINT_NEEDS_REBUILD,
          FindingCode.BRIDGE_NOT_PROVEN,
          FindingCode.BRIDGE_CREATOR_NOT_TRUSTED,
          FindingCode.BRIDGE_SESSION_SETTINGS,
          FindingCode.BAD_BRIDGE,
          FindingCode.CONSTRAINT_REBUILDS,
          FindingCode.WRITERS_LOCKED_OUT);

  PostgresProvocations(TestDatabase database) throws SQLException {
    super(database);
  }

  @Override
  public Set<FindingCode> unknown() {
    return Set.copyOf(UNKNOWN);
  }

  @Override
  public List<Finding> of(FindingCode code) throws Exception {
    var people = SpecMaker.people();
    return switch (code) {
      case BINLOG_OFF,
          BINLOG_FORMAT,
          BINLOG_PARTIAL_JSON,
          BINLOG_FILTERED,
          COMMIT_ORDER,
          TABLE_ENGINE,
          PRIMARY_KEY_REQUIRED,
          COLUMN_NEEDS_REBUILD,
          CASCADE_UNLOGGED,
          TRANSFORM_NOT_SUPPORTED,
          OWN_WRITES_UNMARKED,
          BINLOG_EXPIRES_SOON,
          UNLOGGED_SESSIONS,
          REPLICA_LAG_UNREAD,
          TABLE_LOCKED,
          COLUMN_REBUILDS,
          CONSTRAINT_NEEDS_REBUILD,
          BRIDGE_NOT_PROVEN,
          BRIDGE_CREATOR_NOT_TRUSTED,
          BRIDGE_SESSION_SETTINGS,
          BAD_BRIDGE,
          CONSTRAINT_REBUILDS,
          WRITERS_LOCKED_OUT ->
          throw new IllegalArgumentException("not of PostgreSQL: " + code);
      case ENGINE_NOT_SUPPORTED -> survey(database, people, Engine.MYSQL, database.user());
      case SERVER_VERSION -> asVersion(13, people);
      case SERVER_VERSION_UNTRIED -> asVersion(99, people);
      case STANDBY -> onStandby();
      case POOLED_CONNECTIONS -> throughPooler();
      case WAL_LEVEL, NO_FREE_SLOT, NO_FREE_WALSENDER -> survey(poor(), people);
      case LONG_TRANSACTIONS -> withPrepared();
      case NO_REPLICATION_PRIVILEGE,
          NO_CREATE_PRIVILEGE,
          NO_TABLE_PRIVILEGE,
          NOT_OWNER,
          PARTITION_NOT_OWNED,
          NO_SCHEMA_PRIVILEGE,
          NO_SCHEMA_CREATE_PRIVILEGE,
          NO_TEMPORARY_PRIVILEGE,
          NO_REFERENCES_PRIVILEGE,
          NO_MONITOR_PRIVILEGE,
          ROW_LEVEL_SECURITY ->
          asPoorRole(code);
      case TABLE_MISSING -> survey(people.table("nosuch"));
      case NOT_A_TABLE -> survey(people.table("a_view"));
      case PARTITIONED -> survey(people.table("parted"));
      case PARTITION -> survey(people.table("part"));
      case PARTITION_FOREIGN -> survey(people.table("afar"));
      case PARTITION_IDENTITY -> survey(people.table("loose"));
      case INHERITED -> survey(people.table("parent"));
      case TYPED_TABLE -> survey(people.table("pairs"));
      case TOO_MANY_COLUMNS -> survey(people.table("wide"));
      case IDENTITY_GENERATED -> onNewest(people.table("whole"));
      case KEY_STORED_APART -> survey(people.table("other_identity"));
      case UNLOGGED -> survey(people.table("fleeting"));
      case REWRITE_RULE -> survey(people.table("ruled"));
      case NO_KEY -> survey(people.table("keyless"));
      case KEY_TYPE -> survey(people.table("interval_key"));
      case REPLICA_IDENTITY -> survey(people.table("uni"));
      case COLUMN_EXISTS -> survey(people.table("had"));
      case CONSTRAINT_EXISTS -> survey(people.table("had").constraints(true, "", "true"));
      case INDEX_EXISTS -> survey(people.table("had").index("had_i", false, "c"));
      case INDEX_COLUMN_MISSING -> survey(people.index("i", false, "c", "nosuch"));
      case INDEX_TYPE -> survey(people.column("xid", "NULL").index("i", false, "c"));
      case BAD_INDEX -> survey(people.index(badIndex()));
      case UNIQUE_WITHOUT_PARTITION_KEY -> survey(people.table("parted").index("i", true, "c"));
      case BAD_REFERENCE -> survey(people.references("keyless", Action.NO_ACTION));
      case REFERENCE_WRITES ->
          survey(people.column("int", "id::int").references("had", Action.SET_NULL));
      case NAME_TOO_LONG -> survey(named("x".repeat(64)));
      case BAD_NAME -> survey(named(" "));
      case COLUMNS_ALIKE -> survey(people.table("alike"));
      case BAD_TYPE -> survey(people.column("positive", "id"));
      case TYPE_NOT_COMPARABLE -> survey(people.column("json", "to_json(email)"));
      case UNKNOWN_COLUMN -> survey(people.value("lower(mail)"));
      case VALUE_NOT_AN_EXPRESSION -> survey(people.value("lower(email); --"));
      case VALUE_SUBQUERY -> survey(people.value("(SELECT max(email) FROM people)"));
      case VALUE_AGGREGATE -> survey(people.value("max(email)"));
      case VALUE_WHOLE_ROW -> survey(people.value("people::text"));
      case VALUE_VOLATILE -> survey(people.value("random()::text"));
      case VALUE_STABLE -> survey(people.value("to_char(at, 'YYYY')"));
      case VALUE_WRONG_TYPE -> survey(people.column("int", "lower(email)"));
      case LOOKUP_TABLE -> survey(looking("a_view").lookup("a_view", "a_view.id = people.id"));
      case LOOKUP_VIA -> survey(looking("codes").lookup("codes", "code = email"));
      case LOOKUP_IDENTITY -> survey(looking("codes").lookup("codes", "codes.name = email"));
      case LOOKUP_NO_INDEX ->
          survey(looking("codes").table("many").lookup("codes", "codes.code = email"));
      case LOOKUP_UNREAD -> survey(people.lookup("codes", "codes.code = email"));
      case BAD_DEFAULT -> survey(people.constraints(true, "email", ""));
      case BAD_CHECK -> survey(people.constraints(true, "", "nosuch > 1"));
      case BAD_PACE_QUERY -> survey(Paces.in(people.spec(), Paces.asking("SELECT nosuch")));
      case BRIDGE_GENERATED_COLUMN ->
          onNewest(people.table("ways").value("g::text").gate(Gate.TRIGGER));
      case BRIDGE_TRIGGER_ORDER -> survey(people.table("watched").gate(Gate.TRIGGER));
      case NO_INDEX_PLAN -> withoutIndexScans();
      case UPDATE_TRIGGERS, PUBLISHED -> survey(people.table("watched"));
      case VIRTUAL_COLUMN, STORED_COLUMN, NO_FORECAST -> onNewest(people);
      case CONSTANT_DEFAULT -> survey(people.value("'x'"));
      case NEEDS_TRANSFORM ->
          survey(
              people.column(
                  new ColumnSpec(
                      "c",
                      "text",
                      "",
                      Sync.DERIVED,
                      ConstraintsSpec.NONE,
                      Optional.of(new TransformRule("email-domain", List.of("email"))))));
    };
  }

  /** A value that looks into a table, of whose changes nothing is said. */
  private static SpecMaker looking(String other) {
    return SpecMaker.people().value("(SELECT max(%1$s::text) FROM %1$s)".formatted(other));
  }

  private static IndexSpec badIndex() {
    return new IndexSpec(
        "i",
        List.of(IndexPart.column("c")),
        List.of(),
        IndexSpec.BTREE,
        Optional.of("at < now()"),
        false,
        false,
        false);
  }

  private static SpecMaker named(String column) {
    return SpecMaker.people()
        .column(new ColumnSpec(column, "text", "email", Sync.DERIVED, ConstraintsSpec.NONE));
  }
}
