package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a published table, and each of its partitions, is known by when its rows are updated and
 * deleted. Without it the server refuses the application's own updates.
 */
final class ReplicaIdentities {
  /**
   * The first that refuses an identity with a generated column that is not published, and that can
   * publish one that is stored.
   */
  private static final int FIRST_WITH_GENERATED = 18;

  private static final String FIND =
      TableTree.WITH_TREE
          + """
          , identity AS (
            SELECT c.oid, c.relreplident,
                   (SELECT i.indexrelid FROM pg_index i
                     WHERE i.indrelid = c.oid AND i.indisvalid
                       AND CASE c.relreplident WHEN 'd' THEN i.indisprimary AND i.indimmediate
                                               WHEN 'i' THEN i.indisreplident END) AS index
              FROM tree JOIN pg_class c ON c.oid = tree.oid
             WHERE c.relkind = 'r' OR c.oid = ?::regclass)
          SELECT d.oid, d.oid::regclass::text, d.relreplident,
                 d.relreplident = 'f' OR d.index IS NOT NULL,
                 (SELECT string_agg(DISTINCT a.attgenerated::text, '') FROM pg_attribute a
                   WHERE a.attrelid = d.oid AND a.attgenerated <> '' AND NOT a.attisdropped
                     AND (d.relreplident = 'f' OR a.attnum = ANY (
                            SELECT unnest(i.indkey::int2[]) FROM pg_index i
                             WHERE i.indexrelid = d.index))),
                 (SELECT k.relname FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid
                   WHERE i.indrelid = d.oid AND i.indisunique AND i.indimmediate AND i.indisvalid
                     AND i.indpred IS NULL AND i.indexprs IS NULL
                     AND (SELECT array_agg(a.attname::text ORDER BY p.n)
                            FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS p(attnum, n)
                            JOIN pg_attribute a ON a.attrelid = d.oid AND a.attnum = p.attnum
                           WHERE p.n <= i.indnkeyatts) = asked.key
                   ORDER BY i.indisprimary DESC, i.indexrelid LIMIT 1),
                 ARRAY(SELECT a.attname::text FROM pg_attribute a
                        WHERE a.attrelid = d.oid AND a.attname::text = ANY (asked.key)
                          AND a.attlen = -1 AND a.attstorage <> 'p'
                          AND d.relreplident <> 'f' AND d.index IS NOT NULL
                          AND a.attnum <> ALL (ARRAY(
                                SELECT unnest(i.indkey::int2[]) FROM pg_index i
                                 WHERE i.indexrelid = d.index))
                        ORDER BY a.attnum)
            FROM identity d, (SELECT ?::text[] AS key) AS asked
           ORDER BY d.oid
          """;

  private ReplicaIdentities() {}

  /**
   * A table's or partition's identity.
   *
   * @param name as the session would write it
   * @param fit whether it has one
   * @param stored whether it is published only together with stored generated columns
   * @param virtual whether it holds a virtual generated column, which nothing can publish
   * @param index the index over the key, which can be one; empty when there is none
   * @param apart columns of the key that it does not hold, and that an update may not tell: a value
   *     that stayed as it was and is stored apart from its row is not in the log
   * @param former what it was before, as it is written on the publication
   */
  record Identity(
      long oid,
      String name,
      boolean fit,
      boolean stored,
      boolean virtual,
      Optional<String> index,
      List<String> apart,
      String former) {

    String useIndex() {
      return "ALTER TABLE %s REPLICA IDENTITY USING INDEX %s"
          .formatted(name, Quoting.identifier(index.orElseThrow()));
    }
  }

  /** Those of the table and of all its partitions that hold rows. */
  static List<Identity> of(Db db, TableName table, List<KeyColumn> key) throws SQLException {
    String root = Quoting.table(table);
    boolean looked = db.version() >= FIRST_WITH_GENERATED;
    return db.list(
        row -> {
          String generated = looked ? Objects.requireNonNullElse(row.getString(5), "") : "";
          return new Identity(
              row.getLong(1),
              row.getString(2),
              row.getBoolean(4),
              generated.contains("s"),
              generated.contains("v"),
              Optional.ofNullable(row.getString(6)),
              List.of((String[]) row.getArray(7).getArray()),
              // One by an index that was dropped acts as NOTHING, and can't be put back as it
              // was.
              row.getString(3).equals("d") ? "DEFAULT" : "NOTHING");
        },
        FIND,
        root,
        root,
        db.connection()
            .createArrayOf("text", key.stream().map(KeyColumn::name).toArray(String[]::new)));
  }

  /** Those that have to be set before the table may be published. */
  static List<Identity> toSet(Db db, TableName table, List<KeyColumn> key) throws SQLException {
    return of(db, table, key).stream()
        .filter(identity -> !identity.fit() && identity.index().isPresent())
        .toList();
  }
}
