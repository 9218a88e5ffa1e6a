package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.postgres.TypeCheck.ColumnType;
import dev.infill.common.postgres.Expression;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether the server will build the indexes: it is asked, with the very statements, on an empty
 * copy of the table that nobody sees.
 */
final class IndexCheck {
  private static final String NO_OPERATOR_CLASS = "42704";

  private final Db db;
  private final MigrationSpec spec;
  private final Map<String, ColumnType> types;
  private final Findings findings;

  private IndexCheck(Db db, MigrationSpec spec, Map<String, ColumnType> types, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.types = types;
    this.findings = findings;
  }

  static void look(Db db, MigrationSpec spec, Map<String, ColumnType> types, Findings findings)
      throws SQLException {
    var check = new IndexCheck(db, spec, types, findings);
    var sound = new ArrayList<IndexSpec>();
    for (IndexSpec index : spec.indexes()) {
      if (check.sound(index)) {
        sound.add(index);
      }
    }
    boolean known = types.size() == spec.columns().size();
    if (known && !sound.isEmpty() && Trial.possible(db, findings)) {
      check.tryAll(sound);
    }
  }

  private boolean sound(IndexSpec index) throws SQLException {
    if (IndexLook.find(db, spec.table(), index.name()).isPresent()) {
      findings.error(
          "index-exists",
          "The schema %s has an index or table %s already."
              .formatted(spec.table().schema(), index.name()),
          "Choose another name for the index.");
    }
    boolean sound = expressions(index);
    for (String column : index.columns()) {
      if (!spec.columnNames().contains(column)
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
    return sound;
  }

  /** Whether all stay in their places; only then may they be put into a statement. */
  private boolean expressions(IndexSpec index) {
    var texts = new ArrayList<String>();
    index.parts().forEach(part -> part.expression().ifPresent(texts::add));
    index.where().ifPresent(texts::add);
    boolean sound = true;
    for (String text : texts) {
      var escape = new Expression(text).escape();
      if (escape.isPresent()) {
        refuse(index, escape.get());
        sound = false;
      }
    }
    return sound;
  }

  private void tryAll(List<IndexSpec> indexes) throws SQLException {
    var added = new HashMap<String, String>();
    types.forEach((column, type) -> added.put(column, type.formatted()));
    Trial.with(
        db,
        spec.table(),
        added,
        trial -> {
          for (IndexSpec index : indexes) {
            var refused = trial.refused(IndexDdl.plain(index.name(), trial.table(), index));
            if (refused.isPresent()) {
              refused(index, refused.get());
            }
          }
          return true;
        });
  }

  private void refused(IndexSpec index, SQLException e) throws SQLException {
    var held = index.columns().stream().filter(types::containsKey).toList();
    if (NO_OPERATOR_CLASS.equals(e.getSQLState()) && !held.isEmpty()) {
      String type =
          held.stream()
              .map(column -> types.get(column).formatted())
              .distinct()
              .collect(Collectors.joining(", "));
      findings.error(
          "index-type",
          "The index %s can't hold values of type %s: %s."
              .formatted(index.name(), type, SpecText.of(e)),
          "Name another method or operator class, or leave the index out.");
    } else {
      refuse(index, SpecText.of(e));
    }
  }

  private void refuse(IndexSpec index, String why) {
    findings.error(
        "bad-index",
        "The index %s can't be built: %s.".formatted(index.name(), why),
        "Write it as CREATE INDEX would take it; expressions must be immutable.");
  }

  /** A partition can only keep its own rows apart. */
  private void partitionKeys(IndexSpec index) throws SQLException {
    var held = new HashSet<String>();
    index.parts().stream().map(IndexPart::column).forEach(column -> column.ifPresent(held::add));
    List<String> missing =
        db.texts(
            TableTree.WITH_TREE
                + """
            SELECT DISTINCT coalesce(a.attname, 'an expression')
              FROM tree
              JOIN pg_partitioned_table p ON p.partrelid = tree.oid
             CROSS JOIN unnest(p.partattrs::int2[]) AS k(attnum)
              LEFT JOIN pg_attribute a ON a.attrelid = tree.oid AND a.attnum = k.attnum AND k.attnum > 0
             WHERE a.attname IS NULL OR a.attname <> ALL (?::name[])
             ORDER BY 1
            """,
            Quoting.table(spec.table()),
            db.connection().createArrayOf("text", held.toArray()));
    if (!missing.isEmpty()) {
      findings.error(
          "unique-without-partition-key",
          "The index %s can't be unique, since %s is partitioned by %s, which it does not hold."
              .formatted(index.name(), spec.table(), String.join(", ", missing)),
          "Add the columns of the partition key, or build an index that is not unique.");
    }
  }
}
