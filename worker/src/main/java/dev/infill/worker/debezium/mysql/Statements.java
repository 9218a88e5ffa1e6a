package dev.infill.worker.debezium.mysql;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.UsedColumns;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What statements in the log mean for a capture. Most are of other tables, or of no table: they are
 * passed over without being parsed, which not all would survive.
 */
final class Statements {
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

  private static final Pattern COMMENTS =
      Pattern.compile("^(\\s|/\\*[^!].*?\\*/|#[^\\n]*\\n|--\\s[^\\n]*\\n)+", FLAGS);

  private static final Pattern TRANSACTION =
      Pattern.compile("(BEGIN|COMMIT|ROLLBACK|XA|SAVEPOINT)\\b.*", FLAGS);

  private static final Pattern XA_END = Pattern.compile("\\s*XA\\s+END\\b", FLAGS);

  private static final Pattern DML =
      Pattern.compile("(INSERT|UPDATE|DELETE|REPLACE|LOAD|WITH)\\b.*", FLAGS);

  private static final Pattern DDL =
      Pattern.compile(
          "(ALTER\\s+TABLE|CREATE\\s+TABLE|DROP\\s+TABLE|RENAME\\s+TABLE|TRUNCATE"
              + "|CREATE\\s+(UNIQUE\\s+|FULLTEXT\\s+|SPATIAL\\s+)?INDEX|DROP\\s+INDEX)\\b.*",
          FLAGS);

  private static final Pattern REPLACES =
      Pattern.compile(
          "DROP\\s+TABLE\\b.*|RENAME\\s+TABLE\\b.*"
              + "|ALTER\\s+TABLE\\b.*(\\bRENAME\\b(?!\\s+(COLUMN|INDEX|KEY)\\b)"
              + "|\\bEXCHANGE\\s+PARTITION\\b|\\b(IMPORT|DISCARD)\\b.*\\bTABLESPACE\\b).*",
          FLAGS);

  private final ColumnFill fill;
  private final Pattern table;
  private final Pattern schema;
  private final Pattern marks;
  private final Pattern dropsUsed;

  /** What a statement means. */
  enum Meaning {
    /** One begins or ends. */
    TRANSACTION,
    /** Nothing to a capture. */
    OTHER,
    /** Changes of rows that the log does not tell. */
    WRITES_UNSEEN,
    /** Another table stands in the table's place, or other rows in it. */
    REPLACES,
    /** The table is another, perhaps in what the fill relies on. */
    ALTERS
  }

  Statements(ColumnFill fill, TableName marks) {
    this.fill = fill;
    this.table = named(fill.table().table());
    this.schema = named(fill.table().schema());
    this.marks = named(marks.table());
    this.dropsUsed =
        Pattern.compile(
            "\\bDROP\\s+(?:COLUMN\\s+)?(?:IF\\s+EXISTS\\s+)?(`(?:[^`]|``)+`|[\\w$\\x{80}-\\x{ffff}]+)",
            FLAGS);
  }

  private static Pattern named(String name) {
    return Pattern.compile(
        "(?<![\\w$])" + Pattern.quote(name.replace("`", "``")) + "(?![\\w$])", FLAGS);
  }

  /**
   * @param database that was chosen when it ran; empty for none
   */
  Meaning judge(String text, String database) {
    String sql = COMMENTS.matcher(text).replaceFirst("");
    if (TRANSACTION.matcher(sql).matches()) {
      return Meaning.TRANSACTION;
    }
    if (!concernsTable(sql, database)) {
      return altersMarks(sql) ? Meaning.REPLACES : Meaning.OTHER;
    }
    if (DML.matcher(sql).matches()) {
      return Meaning.WRITES_UNSEEN;
    }
    if (!DDL.matcher(sql).matches()) {
      return Meaning.OTHER;
    }
    return REPLACES.matcher(sql).matches() || dropsUsed(sql) ? Meaning.REPLACES : Meaning.ALTERS;
  }

  private boolean concernsTable(String sql, String database) {
    return table.matcher(sql).find()
        && (fill.table().schema().equalsIgnoreCase(database) || schema.matcher(sql).find());
  }

  /**
   * What it holds is read by its columns; made again or dropped, it is missed where it is looked
   * at.
   */
  private boolean altersMarks(String sql) {
    return marks.matcher(sql).find() && sql.regionMatches(true, 0, "ALTER", 0, 5);
  }

  private boolean dropsUsed(String sql) {
    return dropsUsed
        .matcher(sql)
        .results()
        .map(drop -> drop.group(1))
        .map(
            name ->
                name.startsWith("`")
                    ? name.substring(1, name.length() - 1).replace("``", "`")
                    : name)
        .anyMatch(name -> UsedColumns.names(fill, name));
  }

  /** Whether it stands between the rows of a transaction and what becomes of it. */
  static boolean endsRows(String sql) {
    return XA_END.matcher(sql).lookingAt();
  }

  /** What the fill relies on of a table's columns. */
  List<String> used(Table now) {
    return now == null
        ? List.of()
        : now.columns().stream()
            .filter(column -> UsedColumns.names(fill, column.name()))
            .map(Statements::text)
            .sorted()
            .toList();
  }

  private static String text(Column column) {
    return Stream.of(
            column.name().toLowerCase(Locale.ROOT),
            column.typeName(),
            column.length(),
            column.scale().orElse(-1),
            column.charsetName(),
            column.enumValues())
        .map(String::valueOf)
        .collect(Collectors.joining("|"));
  }

  /**
   * Whether of a row only what is filled, or kept as it is beside, became another: so our own
   * writing looks, and also an application's that writes nothing else.
   *
   * @param changed columns, counted from 0
   */
  boolean onlyFilled(Table now, BitSet changed) {
    return changed.stream()
        .mapToObj(i -> now.columns().get(i).name())
        .allMatch(
            name ->
                fill.columns().stream().map(FilledColumn::name).anyMatch(name::equalsIgnoreCase)
                    || fill.kept().stream().anyMatch(name::equalsIgnoreCase));
  }
}
