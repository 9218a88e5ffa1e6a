package dev.infill.worker.debezium.mysql;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.UsedColumns;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
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

  /** Its rows go without a word of each, or with their partition. */
  private static final Pattern EMPTIES =
      Pattern.compile("TRUNCATE\\b.*|ALTER\\s+TABLE\\b.*\\bPARTITION(S|ING)?\\b.*", FLAGS);

  private final ColumnFill fill;
  private final Named filled;
  private final Map<Lookup, Named> lookups = new LinkedHashMap<>();
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
    this.filled = Named.of(fill.table());
    fill.lookups().forEach(lookup -> lookups.put(lookup, Named.of(lookup.table())));
    this.marks = named(marks.table());
    this.dropsUsed =
        Pattern.compile(
            "\\bDROP\\s+(?:COLUMN\\s+)?(?:IF\\s+EXISTS\\s+)?(`(?:[^`]|``)+`|[\\w$\\x{80}-\\x{ffff}]+)",
            FLAGS);
  }

  /** A table, as it may be named in a statement. */
  private record Named(TableName name, Pattern table, Pattern schema) {
    static Named of(TableName name) {
      return new Named(name, named(name.table()), named(name.schema()));
    }

    /**
     * @param database that was chosen
     */
    boolean in(String sql, String database) {
      return table.matcher(sql).find()
          && (name.schema().equalsIgnoreCase(database) || schema.matcher(sql).find());
    }
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
    Meaning own = filled.in(sql, database) ? ofTable(sql, dropsUsed(sql)) : Meaning.OTHER;
    return own == Meaning.OTHER || own == Meaning.ALTERS ? gravest(own, sql, database) : own;
  }

  /** Beside what it means for the table itself. */
  private Meaning gravest(Meaning own, String sql, String database) {
    Meaning gravest = own;
    for (var lookup : lookups.entrySet()) {
      Meaning meaning =
          lookup.getValue().in(sql, database)
              ? ofTable(sql, emptiesOrDrops(sql, lookup.getKey()))
              : Meaning.OTHER;
      if (meaning == Meaning.WRITES_UNSEEN || meaning == Meaning.REPLACES) {
        return meaning;
      }
      gravest = meaning == Meaning.ALTERS ? meaning : gravest;
    }
    return gravest == Meaning.OTHER && altersMarks(sql) ? Meaning.REPLACES : gravest;
  }

  /**
   * @param takesUsed whether it takes away what the fill uses
   */
  private static Meaning ofTable(String sql, boolean takesUsed) {
    if (DML.matcher(sql).matches()) {
      return Meaning.WRITES_UNSEEN;
    }
    if (!DDL.matcher(sql).matches()) {
      return Meaning.OTHER;
    }
    return REPLACES.matcher(sql).matches() || takesUsed ? Meaning.REPLACES : Meaning.ALTERS;
  }

  /**
   * What it holds is read by its columns; made again or dropped, it is missed where it is looked
   * at.
   */
  private boolean altersMarks(String sql) {
    return marks.matcher(sql).find() && sql.regionMatches(true, 0, "ALTER", 0, 5);
  }

  private boolean dropsUsed(String sql) {
    return dropped(sql).anyMatch(name -> UsedColumns.names(fill, name));
  }

  private boolean emptiesOrDrops(String sql, Lookup lookup) {
    return EMPTIES.matcher(sql).matches()
        || dropped(sql).anyMatch(name -> UsedColumns.names(fill, lookup, name));
  }

  private Stream<String> dropped(String sql) {
    return dropsUsed
        .matcher(sql)
        .results()
        .map(drop -> drop.group(1))
        .map(
            name ->
                name.startsWith("`")
                    ? name.substring(1, name.length() - 1).replace("``", "`")
                    : name);
  }

  /** Whether it stands between the rows of a transaction and what becomes of it. */
  static boolean endsRows(String sql) {
    return XA_END.matcher(sql).lookingAt();
  }

  /** What the fill relies on of the table's columns. */
  List<String> used(Table now) {
    return used(now, column -> UsedColumns.names(fill, column));
  }

  /** What it relies on of the columns of a table that it looks into. */
  List<String> used(Lookup lookup, Table now) {
    return used(now, column -> UsedColumns.names(fill, lookup, column));
  }

  private static List<String> used(Table now, Predicate<String> relied) {
    return now == null
        ? List.of()
        : now.columns().stream()
            .filter(column -> relied.test(column.name()))
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
