package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.TableName;
import dev.infill.common.model.UniqueName;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** The statements that make indexes and take them away. Each is looked for before it is run. */
final class IndexDdl {
  private static final int MOST_BYTES = 63;

  private IndexDdl() {}

  /** Builds an index beside writers; waits for the transactions that are open. */
  static String concurrently(String name, TableName table, IndexSpec index) {
    return create("CONCURRENTLY ", name, Quoting.table(table), index);
  }

  /** The index of a partitioned table, without those of its partitions: reads no row. */
  static String onOnly(String name, TableName table, IndexSpec index) {
    return create("", name, "ONLY " + Quoting.table(table), index);
  }

  /** An index on an empty table that nobody else sees. */
  static String plain(String name, String quotedTable, IndexSpec index) {
    return create("", name, quotedTable, index);
  }

  private static String create(String how, String name, String on, IndexSpec index) {
    return "CREATE %sINDEX %s%s ON %s USING %s (%s)%s%s%s"
        .formatted(
            index.unique() ? "UNIQUE " : "",
            how,
            Quoting.identifier(name),
            on,
            index.method(),
            index.parts().stream().map(IndexDdl::part).collect(Collectors.joining(", ")),
            include(index),
            index.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "",
            index.where().map(where -> " WHERE (" + where + ")").orElse(""));
  }

  private static String part(IndexPart part) {
    return value(part)
        + part.operatorClass().map(name -> " " + Quoting.path(name)).orElse("")
        + (part.descending() ? " DESC" : "")
        + part.nulls().map(nulls -> " NULLS " + nulls.name()).orElse("");
  }

  /** What a part holds, as an expression over the row. */
  static String value(IndexPart part) {
    return part.column()
        .map(Quoting::identifier)
        .orElseGet(() -> "(" + part.expression().orElseThrow() + ")");
  }

  private static String include(IndexSpec index) {
    return index.include().isEmpty() ? "" : " INCLUDE (" + Quoting.list(index.include()) + ")";
  }

  /** Takes the index of a partition in: the whole is valid when it has one of every partition. */
  static String attach(TableName whole, TableName part) {
    return "ALTER INDEX %s ATTACH PARTITION %s"
        .formatted(Quoting.table(whole), Quoting.table(part));
  }

  /** Makes a constraint of a unique index; reads no row. */
  static String constraint(TableName table, String name) {
    return "ALTER TABLE %1$s ADD CONSTRAINT %2$s UNIQUE USING INDEX %2$s"
        .formatted(Quoting.table(table), Quoting.identifier(name));
  }

  /** The constraint of a partitioned table, without those of its partitions: reads no row. */
  static String constraintOnOnly(TableName table, String name, IndexSpec index) {
    return "ALTER TABLE ONLY %s ADD CONSTRAINT %s UNIQUE%s (%s)%s"
        .formatted(
            Quoting.table(table),
            Quoting.identifier(name),
            index.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "",
            index.parts().stream().map(IndexDdl::value).collect(Collectors.joining(", ")),
            include(index));
  }

  static String dropConcurrently(TableName index) {
    return "DROP INDEX CONCURRENTLY IF EXISTS " + Quoting.table(index);
  }

  /** For the index of a partitioned table, which can't be dropped concurrently. */
  static String drop(TableName index) {
    return "DROP INDEX IF EXISTS " + Quoting.table(index);
  }

  static String dropConstraint(TableName table, String name) {
    return "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s"
        .formatted(Quoting.table(table), Quoting.identifier(name));
  }

  /** The name of an index's part on a partition, cut to what the server keeps. */
  static String nameOn(TableName partition, String index) {
    String whole = index + "_" + partition.table();
    return whole.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
        ? whole
        : ObjectNames.cut(whole, MOST_BYTES - 9) + "_" + UniqueName.hash(partition + " " + index);
  }
}
