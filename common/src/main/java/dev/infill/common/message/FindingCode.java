package dev.infill.common.message;

import static dev.infill.common.message.Finding.Severity.ERROR;
import static dev.infill.common.message.Finding.Severity.NOTE;
import static dev.infill.common.message.Finding.Severity.WARNING;

import dev.infill.common.message.Finding.Severity;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All that a plan may find. A finding with a code that is not here can't be made.
 *
 * <p>A new one needs three lines: the constant here, its entry in {@code deploy/docs/findings.md},
 * and a case in the tests' {@code Provocations} of each engine, which brings it about on a real
 * server or says that there is no such thing. Tests hold the second, the compiler holds the third.
 * A code is never given another meaning.
 */
public enum FindingCode {
  ENGINE_NOT_SUPPORTED(ERROR),
  SERVER_VERSION(ERROR),
  STANDBY(ERROR),
  BINLOG_OFF(ERROR),
  BINLOG_FORMAT(ERROR),
  BINLOG_PARTIAL_JSON(ERROR),
  BINLOG_FILTERED(ERROR),
  COMMIT_ORDER(ERROR),
  POOLED_CONNECTIONS(ERROR),
  WAL_LEVEL(ERROR),
  NO_FREE_SLOT(ERROR),
  NO_FREE_WALSENDER(ERROR),
  NO_REPLICATION_PRIVILEGE(ERROR),
  NO_CREATE_PRIVILEGE(ERROR),
  NO_TABLE_PRIVILEGE(ERROR),
  NOT_OWNER(ERROR),
  NO_SCHEMA_PRIVILEGE(ERROR),
  NO_SCHEMA_CREATE_PRIVILEGE(ERROR),
  NO_TEMPORARY_PRIVILEGE(ERROR),
  ROW_LEVEL_SECURITY(ERROR),
  TABLE_MISSING(ERROR),
  NOT_A_TABLE(ERROR),
  TABLE_ENGINE(ERROR),
  COLUMN_NEEDS_REBUILD(ERROR),
  CASCADE_UNLOGGED(ERROR),
  PARTITION(ERROR),
  PARTITION_FOREIGN(ERROR),
  PARTITION_NOT_OWNED(ERROR),
  PARTITION_IDENTITY(ERROR),
  INHERITED(ERROR),
  TYPED_TABLE(ERROR),
  TOO_MANY_COLUMNS(ERROR),
  UNLOGGED(ERROR),
  REWRITE_RULE(ERROR),
  NO_KEY(ERROR),
  KEY_TYPE(ERROR),
  PRIMARY_KEY_REQUIRED(ERROR),
  IDENTITY_GENERATED(ERROR),
  KEY_STORED_APART(ERROR),
  COLUMN_EXISTS(ERROR),
  INDEX_EXISTS(ERROR),
  CONSTRAINT_EXISTS(ERROR),
  NAME_TOO_LONG(ERROR),
  BAD_NAME(ERROR),
  COLUMNS_ALIKE(ERROR),
  BAD_TYPE(ERROR),
  TYPE_NOT_COMPARABLE(ERROR),
  UNKNOWN_COLUMN(ERROR),
  VALUE_NOT_AN_EXPRESSION(ERROR),
  VALUE_SUBQUERY(ERROR),
  VALUE_AGGREGATE(ERROR),
  VALUE_WHOLE_ROW(ERROR),
  VALUE_VOLATILE(ERROR),
  VALUE_WRONG_TYPE(ERROR),
  TRANSFORM_NOT_SUPPORTED(ERROR),
  LOOKUP_TABLE(ERROR),
  LOOKUP_VIA(ERROR),
  LOOKUP_IDENTITY(ERROR),
  LOOKUP_NO_INDEX(ERROR),
  BAD_DEFAULT(ERROR),
  BAD_CHECK(ERROR),
  BAD_PACE_QUERY(ERROR),
  INDEX_COLUMN_MISSING(ERROR),
  INDEX_TYPE(ERROR),
  BAD_INDEX(ERROR),
  UNIQUE_WITHOUT_PARTITION_KEY(ERROR),
  BAD_REFERENCE(ERROR),
  NO_REFERENCES_PRIVILEGE(ERROR),
  CONSTRAINT_NEEDS_REBUILD(ERROR),
  BRIDGE_GENERATED_COLUMN(ERROR),
  BRIDGE_TRIGGER_ORDER(ERROR),
  BRIDGE_NOT_PROVEN(ERROR),
  BRIDGE_CREATOR_NOT_TRUSTED(ERROR),
  BRIDGE_SESSION_SETTINGS(ERROR),
  BAD_BRIDGE(ERROR),
  NO_INDEX_PLAN(ERROR),
  SERVER_VERSION_UNTRIED(WARNING),
  NO_MONITOR_PRIVILEGE(WARNING),
  OWN_WRITES_UNMARKED(WARNING),
  BINLOG_EXPIRES_SOON(WARNING),
  UNLOGGED_SESSIONS(WARNING),
  REPLICA_LAG_UNREAD(WARNING),
  LONG_TRANSACTIONS(WARNING),
  TABLE_LOCKED(WARNING),
  COLUMN_REBUILDS(WARNING),
  UPDATE_TRIGGERS(WARNING),
  PUBLISHED(WARNING),
  VALUE_STABLE(WARNING),
  REFERENCE_WRITES(WARNING),
  CONSTRAINT_REBUILDS(WARNING),
  WRITERS_LOCKED_OUT(WARNING),
  LOOKUP_UNREAD(WARNING),
  PARTITIONED(NOTE),
  REPLICA_IDENTITY(NOTE),
  CONSTANT_DEFAULT(NOTE),
  NEEDS_TRANSFORM(NOTE),
  VIRTUAL_COLUMN(NOTE),
  STORED_COLUMN(NOTE),
  NO_FORECAST(NOTE);

  private static final Map<String, FindingCode> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(FindingCode::code, Function.identity()));

  private final Severity severity;

  FindingCode(Severity severity) {
    this.severity = severity;
  }

  /** As it stands in findings and documents, such as {@code no-key}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How much it matters, on whatever shard. */
  public Severity severity() {
    return severity;
  }

  /**
   * @throws IllegalArgumentException for a code that is not one of these
   */
  public static FindingCode of(String code) {
    var known = BY_CODE.get(code);
    if (known == null) {
      throw new IllegalArgumentException("not in FindingCode: " + code);
    }
    return known;
  }

  /** A finding of this code. */
  public Finding finding(String sentence, String advice) {
    return new Finding(severity, code(), sentence, advice);
  }
}
