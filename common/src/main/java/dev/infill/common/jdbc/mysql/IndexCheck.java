package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.mysql.Expression;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexPart.Nulls;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the server will build the indexes: it is asked, with the very definitions, on an empty
 * copy of the table that nobody sees.
 */
final class IndexCheck {
  /** A text without a length, JSON, and a key that is too long. */
  private static final Set<Integer> OF_TYPE = Set.of(1170, 1071, 3152);

  private static final String PARTITIONED_BY =
      """
      SELECT DISTINCT CONCAT(COALESCE(partition_expression, ''), ' ', COALESCE(subpartition_expression, ''))
        FROM information_schema.partitions
       WHERE table_schema = ? AND table_name = ? AND partition_name IS NOT NULL
      """;

  private final Db db;
  private final MigrationSpec spec;
  private final Map<String, String> types;
  private final Findings findings;

  private IndexCheck(Db db, MigrationSpec spec, Map<String, String> types, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.types = types;
    this.findings = findings;
  }

  static void look(Db db, MigrationSpec spec, Map<String, String> types, Findings findings)
      throws SQLException {
    var check = new IndexCheck(db, spec, types, findings);
    for (IndexSpec index : spec.indexes()) {
      if (check.sound(index) && types.size() == spec.columns().size()) {
        check.tryIt(index);
      }
    }
  }

  private boolean sound(IndexSpec index) throws SQLException {
    if (IndexLook.find(db, spec.table(), index.name()).isPresent()) {
      findings.error(
          "index-exists",
          "The table %s has an index %s already.".formatted(spec.table(), index.name()),
          "Choose another name for the index.");
    }
    var unknown = unknown(index);
    if (unknown.isPresent()) {
      refuse(index, unknown.get());
      return false;
    }
    boolean sound = true;
    for (String column : index.columns()) {
      if (spec.columnNames().stream().noneMatch(column::equalsIgnoreCase)
          && Columns.find(db, spec.table(), column).isEmpty()) {
        findings.error(
            "index-column-missing",
            "The index %s names a column %s that %s does not have."
                .formatted(index.name(), column, spec.table()),
            "Name columns of the table, or new ones.");
        sound = false;
      }
    }
    if (index.unique()) {
      partitionKeys(index);
    }
    if (IndexDdl.onExpressions(index)) {
      alone(index);
    }
    return sound;
  }

  /** What there is on other servers, and not on this one. */
  private Optional<String> unknown(IndexSpec index) throws SQLException {
    if (index.where().isPresent()) {
      return Optional.of("MySQL has no indexes of a part of the rows (where)");
    }
    if (!index.include().isEmpty()) {
      return Optional.of("MySQL's indexes carry no further columns along (include)");
    }
    if (!index.method().equals(IndexSpec.BTREE)) {
      return Optional.of(
          "MySQL builds no index of the method %s beside writers".formatted(index.method()));
    }
    if (index.nullsNotDistinct()) {
      return Optional.of("to MySQL no two NULLs are the same (nullsNotDistinct)");
    }
    for (IndexPart part : index.parts()) {
      if (part.operatorClass().isPresent()) {
        return Optional.of("MySQL has no operator classes");
      }
      if (part.nulls().isPresent()
          && part.nulls().get() != (part.descending() ? Nulls.LAST : Nulls.FIRST)) {
        return Optional.of("to MySQL a NULL is less than any value (nulls)");
      }
      var escape = part.expression().flatMap(text -> new Expression(text).escape());
      if (escape.isPresent()) {
        return escape;
      }
    }
    return IndexDdl.onExpressions(index) && !db.version().atLeast(8, 0, 13)
        ? Optional.of(
            "the server, of version %s, has no indexes of expressions".formatted(db.version()))
        : Optional.empty();
  }

  /** A hidden column comes with each expression, and it and its index not beside writers. */
  private void alone(IndexSpec index) {
    if (spec.limits().allowRebuild()) {
      ConstraintCheck.warnAlone(findings, "The index " + index.name(), spec);
    } else {
      findings.error(
          "constraint-needs-rebuild",
          "The index %s of an expression can't be built beside the writers of %s: the server lets nobody write meanwhile."
              .formatted(index.name(), spec.table()),
          "Let the new column hold what the expression gives and index that, or set limits.allowRebuild: true.");
    }
  }

  private void tryIt(IndexSpec index) throws SQLException {
    var refused =
        ConstraintCheck.refused(
            db, spec, types, List.of(IndexDdl.definition(index.named("infill_index"))));
    if (refused.isEmpty()) {
      return;
    }
    var e = refused.get();
    var held = index.columns().stream().filter(types::containsKey).toList();
    if (OF_TYPE.contains(e.getErrorCode()) && !held.isEmpty()) {
      findings.error(
          "index-type",
          "The index %s can't hold values of type %s: %s."
              .formatted(
                  index.name(),
                  held.stream().map(types::get).distinct().collect(Collectors.joining(", ")),
                  SpecText.of(e)),
          "Give the column a type of a bounded length, or leave the index out.");
    } else {
      refuse(index, SpecText.of(e));
    }
  }

  private void refuse(IndexSpec index, String why) {
    findings.error(
        "bad-index",
        "The index %s can't be built: %s.".formatted(index.name(), why),
        "Write it as CREATE INDEX would take it, or leave it out.");
  }

  /** A partition can only keep its own rows apart. */
  private void partitionKeys(IndexSpec index) throws SQLException {
    var held =
        index.columns().stream()
            .map(column -> column.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    var missing =
        db.texts(PARTITIONED_BY, spec.table().schema(), spec.table().table()).stream()
            .flatMap(by -> new Expression(by).quotedNames().stream())
            .filter(column -> !held.contains(column.toLowerCase(Locale.ROOT)))
            .distinct()
            .toList();
    if (!missing.isEmpty()) {
      findings.error(
          "unique-without-partition-key",
          "The index %s can't be unique, since %s is partitioned by %s, which it does not hold."
              .formatted(index.name(), spec.table(), String.join(", ", missing)),
          "Add the columns of the partition key, or build an index that is not unique.");
    }
  }
}
