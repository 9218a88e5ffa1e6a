package dev.infill.common.mysql;

import dev.infill.common.dialect.Param;
import dev.infill.common.dialect.Sql;
import dev.infill.common.model.ColumnFill;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements over single rows, which are told by their keys in one JSON text, with what else
 * comes along with each. They stand there as a table {@code infill_asked}, numbered from 1 by
 * {@code infill_n}.
 */
final class SingleRows {
  /** Keeps the server from merging a query into the one around it: it is to run first, and once. */
  static final String ALL_AT_ONCE = "LIMIT 18446744073709551615";

  /** Longer than any key, each byte of which may be two digits. */
  private static final int LONGEST_TEXT = 6144;

  private final KeySql key;
  private final String table;
  private final String tableAlone;
  private final List<String> carried;

  /**
   * @param carried what each text is called that comes along behind the key
   */
  SingleRows(KeySql key, ColumnFill fill, List<String> carried) {
    this.key = key;
    this.table = Quoting.table(fill.table());
    this.tableAlone = Quoting.identifier(fill.table().table());
    this.carried = carried;
  }

  /** How the text is bound. */
  Param param() {
    return carried.isEmpty() ? Param.KEYS_IN_JSON : Param.ROWS_IN_JSON;
  }

  /** Tells something of each row that is there. */
  Sql told(String fact, String differing) {
    return told(fact, differing, "");
  }

  private Sql told(String fact, String differing, String behind) {
    return new Sql(
        """
        SELECT infill_n, '%s', %s
          FROM %s%s
        """
            .formatted(fact, differing, asked(), behind),
        List.of(param()),
        0);
  }

  /** Locks those of the rows that differ, and tells which; what it looks up is not locked. */
  Sql locking(String locked, String differs) {
    return told(
        "LOCKED", "true", "\n WHERE " + differs + " FOR UPDATE OF " + tableAlone + " " + locked);
  }

  /**
   * Locks those of the rows that differ and tells which; writes what is then locked, around what is
   * not; and looks at the rows as they became: a trigger of the table's own may have had another
   * mind.
   *
   * @param locked what becomes of locked rows: {@code NOWAIT} or {@code SKIP LOCKED}
   * @param wrong what is told of a row as it became
   */
  Sql writing(String locked, String differs, String assignments, String wrong) {
    String lock = locking(locked, differs).text();
    String more = carried.stream().map(name -> ", " + name).collect(Collectors.joining());
    String write =
        """
        UPDATE %1$s
          JOIN (SELECT %2$s
                  FROM %3$s
                 WHERE %4$s
                 %5$s FOR UPDATE OF %6$s %7$s) AS infill_free
            ON %8$s
           SET %9$s
        """
            .formatted(
                table,
                key.each(i -> table + "." + key.name(i) + " AS infill_k" + i) + more,
                asked(),
                differs,
                ALL_AT_ONCE,
                tableAlone,
                locked,
                joined(),
                assignments);
    return new Sql(
        lock.strip() + ";\n" + write.strip() + ";\n" + told("WRITTEN", wrong).text(),
        Collections.nCopies(3, param()),
        0,
        true);
  }

  /** The asked keys with their rows, which the key's index is searched for one by one. */
  String asked() {
    return told(key.size())
        + "\n  STRAIGHT_JOIN %s ON %s"
            .formatted(
                table,
                key.all(
                    i -> table + "." + key.name(i) + " = " + key.type(i).fromText("infill_a" + i)));
  }

  /** What was told, and no table. */
  String told(int keys) {
    var columns =
        IntStream.rangeClosed(1, keys)
            .mapToObj(i -> "infill_a%d VARCHAR(%d)".formatted(i, LONGEST_TEXT))
            .collect(Collectors.toList());
    carried.forEach(name -> columns.add(name + " LONGTEXT"));
    // An early 8.0 (seen on 8.0.12) reads a null as the text, so what is none is an empty array.
    return """
    JSON_TABLE(?, '$[*]' COLUMNS (infill_n FOR ORDINALITY, %s)) AS infill_asked\
    """
        .formatted(
            IntStream.range(0, columns.size())
                .mapToObj(
                    i ->
                        "%s CHARACTER SET utf8mb4 PATH '$[%d]%s' ERROR ON ERROR"
                            .formatted(columns.get(i), i, i < keys ? "" : "[0]"))
                .collect(Collectors.joining(", ")));
  }

  /** The rows of a table with those of {@code infill_free}. */
  String joined() {
    return key.all(i -> table + "." + key.name(i) + " = infill_free.infill_k" + i);
  }
}
