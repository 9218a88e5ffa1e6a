package dev.infill.deploy.jdbc;

import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
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
 * On MySQL. A new code does not compile before somebody says so here; most take a table in {@link
 * MySqlSurveys} and a line below.
 */
final class MySqlProvocations extends MySqlSurveys {
  /** What only PostgreSQL has. */
  static final Set<FindingCode> UNKNOWN =
      EnumSet.of(
          FindingCode.POOLED_CONNECTIONS,
          FindingCode.WAL_LEVEL,
          FindingCode.NO_FREE_SLOT,
          FindingCode.NO_FREE_WALSENDER,
          FindingCode.NOT_OWNER,
          FindingCode.NO_SCHEMA_PRIVILEGE,
          FindingCode.NO_SCHEMA_CREATE_PRIVILEGE,
          FindingCode.ROW_LEVEL_SECURITY,
          FindingCode.PARTITION,
          FindingCode.PARTITION_FOREIGN,
          FindingCode.PARTITION_NOT_OWNED,
          FindingCode.PARTITION_IDENTITY,
          FindingCode.INHERITED,
          FindingCode.TYPED_TABLE,
          FindingCode.UNLOGGED,
          FindingCode.REWRITE_RULE,
          FindingCode.IDENTITY_GENERATED,
          FindingCode.KEY_STORED_APART,
          FindingCode.COLUMNS_ALIKE,
          FindingCode.VALUE_WHOLE_ROW,
          FindingCode.BRIDGE_TRIGGER_ORDER,
          FindingCode.PUBLISHED,
          FindingCode.REPLICA_IDENTITY);

  MySqlProvocations(TestDatabase database, RowServer server) throws SQLException {
    super(database, server);
  }

  @Override
  public Set<FindingCode> unknown() {
    var unknown = EnumSet.copyOf(UNKNOWN);
    if (!server.hasChecks()) {
      unknown.add(FindingCode.WRITERS_LOCKED_OUT);
      unknown.add(FindingCode.PRIMARY_KEY_REQUIRED);
    }
    return unknown;
  }

  @Override
  public List<Finding> of(FindingCode code) throws Exception {
    var people = SpecMaker.people();
    var brief = people.column("varchar(50)", "email");
    return switch (code) {
      case POOLED_CONNECTIONS,
          WAL_LEVEL,
          NO_FREE_SLOT,
          NO_FREE_WALSENDER,
          NOT_OWNER,
          NO_SCHEMA_PRIVILEGE,
          NO_SCHEMA_CREATE_PRIVILEGE,
          ROW_LEVEL_SECURITY,
          PARTITION,
          PARTITION_FOREIGN,
          PARTITION_NOT_OWNED,
          PARTITION_IDENTITY,
          INHERITED,
          TYPED_TABLE,
          UNLOGGED,
          REWRITE_RULE,
          IDENTITY_GENERATED,
          KEY_STORED_APART,
          COLUMNS_ALIKE,
          VALUE_WHOLE_ROW,
          BRIDGE_TRIGGER_ORDER,
          PUBLISHED,
          REPLICA_IDENTITY ->
          throw new IllegalArgumentException("not of MySQL: " + code);
      case ENGINE_NOT_SUPPORTED -> asVersion(database, "11.4.2-MariaDB");
      case SERVER_VERSION -> asVersion(database, "8.0.11");
      case SERVER_VERSION_UNTRIED -> asLater();
      case BINLOG_OFF -> withoutLog();
      case STANDBY -> whilePoor("read_only = ON", "read_only = OFF");
      case BINLOG_FORMAT -> whilePoor("binlog_format = 'STATEMENT'", "binlog_format = 'ROW'");
      case BINLOG_PARTIAL_JSON ->
          whilePoor("binlog_row_value_options = PARTIAL_JSON", "binlog_row_value_options = ''");
      case COMMIT_ORDER -> whilePoor("binlog_order_commits = OFF", "binlog_order_commits = ON");
      case BINLOG_EXPIRES_SOON ->
          whilePoor("binlog_expire_logs_seconds = 3600", "binlog_expire_logs_seconds = 2592000");
      case NO_INDEX_PLAN -> withoutRanges();
      case VIRTUAL_COLUMN, STORED_COLUMN, NO_FORECAST -> planned(brief);
      case REPLICA_LAG_UNREAD -> withReplica();
      case BINLOG_FILTERED -> survey(poor().database(), people);
      case CASCADE_UNLOGGED -> cascading();
      case NO_REPLICATION_PRIVILEGE,
          NO_CREATE_PRIVILEGE,
          NO_TABLE_PRIVILEGE,
          NO_TEMPORARY_PRIVILEGE,
          NO_MONITOR_PRIVILEGE,
          OWN_WRITES_UNMARKED ->
          asUser("SELECT (id) ON people", people);
      case NO_REFERENCES_PRIVILEGE ->
          asUser(ON_DATABASE, brief.references("codes", Action.NO_ACTION));
      case BRIDGE_CREATOR_NOT_TRUSTED -> asUser(ON_DATABASE, people.gate(Gate.TRIGGER));
      case LONG_TRANSACTIONS -> withPrepared();
      case TABLE_LOCKED -> beside("LOCK TABLES people READ");
      case UNLOGGED_SESSIONS -> beside("SET SESSION sql_log_bin = OFF");
      case TABLE_MISSING -> survey(people.table("nosuch"));
      case NOT_A_TABLE -> survey(people.table("a_view"));
      case TABLE_ENGINE -> survey(people.table("locking"));
      case COLUMN_NEEDS_REBUILD -> survey(people.table("pressed"));
      case COLUMN_REBUILDS -> survey(database, rebuilding(on(database, people.table("pressed"))));
      case TOO_MANY_COLUMNS -> wide();
      case PARTITIONED -> survey(people.table("parted"));
      case NO_KEY -> survey(people.table("keyless"));
      case KEY_TYPE -> survey(people.table("float_key"));
      case PRIMARY_KEY_REQUIRED -> whilePrimaryKeysAreRequired();
      case COLUMN_EXISTS -> survey(people.table("had"));
      case NAME_TOO_LONG -> survey(named("x".repeat(65)));
      case BAD_NAME -> survey(named(" "));
      case BAD_TYPE -> survey(people.column("nosuch", "email"));
      case TYPE_NOT_COMPARABLE -> survey(people.column("float", "id"));
      case UNKNOWN_COLUMN -> survey(people.value("lower(mail)"));
      case VALUE_NOT_AN_EXPRESSION -> survey(people.value("@nothing"));
      case VALUE_SUBQUERY -> survey(people.value("(SELECT max(code) FROM codes)"));
      case VALUE_AGGREGATE -> survey(people.value("max(email)"));
      case VALUE_VOLATILE -> survey(people.value("concat(email, now())"));
      case VALUE_STABLE -> survey(people.value("date_format(at, '%M')"));
      case VALUE_WRONG_TYPE -> survey(people.column("int", "lower(email)"));
      case LOOKUP_TABLE -> survey(people.lookup("locking", "locking.id = people.id"));
      case LOOKUP_VIA -> survey(people.lookup("codes", "code = email"));
      case LOOKUP_UNREAD -> survey(people.lookup("codes", "codes.code = email"));
      case LOOKUP_IDENTITY -> withSmallImages();
      case LOOKUP_NO_INDEX -> withoutIndexes();
      case BAD_PACE_QUERY ->
          survey(database, Paces.in(on(database, people), Paces.asking("SELECT nosuch")));
      case INDEX_EXISTS -> survey(people.table("had").index("had_i", false, "c"));
      case CONSTRAINT_EXISTS -> survey(brief.table("had").references("codes", Action.NO_ACTION));
      case BAD_DEFAULT -> survey(people.constraints(false, "nosuch(1)", ""));
      case BAD_CHECK -> survey(people.constraints(false, "", "nosuch > 1"));
      case INDEX_COLUMN_MISSING -> survey(people.index("i", false, "c", "nosuch"));
      case INDEX_TYPE -> survey(people.index("i", false, "c"));
      case BAD_INDEX -> survey(brief.index(partial()));
      case UNIQUE_WITHOUT_PARTITION_KEY -> survey(brief.table("parted").index("i", true, "c"));
      case BAD_REFERENCE -> survey(brief.references("keyless", Action.NO_ACTION));
      case REFERENCE_WRITES -> survey(brief.references("codes", Action.SET_NULL));
      case CONSTRAINT_NEEDS_REBUILD -> survey(people);
      case CONSTRAINT_REBUILDS -> survey(database, rebuilding(on(database, people)));
      case WRITERS_LOCKED_OUT ->
          survey(database, rebuilding(on(database, brief.constraints(false, "", "c <> ''"))));
      case BRIDGE_NOT_PROVEN -> survey(people.gate(Gate.TRIGGER));
      case BRIDGE_GENERATED_COLUMN ->
          survey(people.table("made").value("concat(low, 1)").gate(Gate.TRIGGER));
      case BRIDGE_SESSION_SETTINGS ->
          survey(people.value("date_format(at, '%M')").gate(Gate.TRIGGER));
      case BAD_BRIDGE -> survey(people.value("concat(id, email)").gate(Gate.TRIGGER));
      case UPDATE_TRIGGERS -> survey(people.table("watched"));
      case CONSTANT_DEFAULT -> survey(people.value("'x'"));
      case NEEDS_TRANSFORM -> survey(people.column(transformed("varchar(50)")));
      case TRANSFORM_NOT_SUPPORTED -> survey(people.column(transformed("varbinary(50)")));
    };
  }

  private static ColumnSpec transformed(String type) {
    return new ColumnSpec(
        "c",
        type,
        "",
        Sync.DERIVED,
        ConstraintsSpec.NONE,
        Optional.of(new TransformRule("email-domain", List.of("email"))));
  }

  private static SpecMaker named(String column) {
    return SpecMaker.people()
        .column(new ColumnSpec(column, "text", "email", Sync.DERIVED, ConstraintsSpec.NONE));
  }

  /** An index of a part of the rows. */
  private static IndexSpec partial() {
    return new IndexSpec(
        "i",
        List.of(IndexPart.column("c")),
        List.of(),
        IndexSpec.BTREE,
        Optional.of("id > 1"),
        false,
        false,
        false);
  }
}
