package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.postgres.TableTree.Member;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the table is a whole one, and each of its partitions can be filled and captured too. */
final class PartitionCheck {
  /** Most that are named in one sentence. */
  private static final int NAMED = 5;

  private final Db db;
  private final TableName name;
  private final Findings findings;

  private PartitionCheck(Db db, TableName name, Findings findings) {
    this.db = db;
    this.name = name;
    this.findings = findings;
  }

  /**
   * @param kind of the table, as pg_class has it
   * @return bytes of table and partitions, with their indexes; empty when no more can be asked of
   *     it
   */
  static Optional<Long> look(Db db, TableName name, String kind, Findings findings)
      throws SQLException {
    var check = new PartitionCheck(db, name, findings);
    check.whole();
    List<Member> members = TableTree.members(db, name);
    if (kind.equals("p")) {
      check.partitions(members.subList(1, members.size()));
    }
    return members.stream().anyMatch(Member::isForeign)
        ? Optional.empty()
        : Optional.of(members.stream().mapToLong(Member::bytes).sum());
  }

  private void whole() throws SQLException {
    String table = Quoting.table(name);
    db.first(
            row -> row.getString(1),
            """
            SELECT pg_partition_root(c.oid)::regclass::text FROM pg_class c
             WHERE c.oid = ?::regclass AND c.relispartition
            """,
            table)
        .ifPresent(
            root ->
                findings.error(
                    "partition",
                    "%s is a partition of %s, and a column is of all partitions."
                        .formatted(name, root),
                    "Name %s as the table.".formatted(root)));
    if (db.holds(
        """
        SELECT EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                        WHERE ?::regclass IN (i.inhrelid, i.inhparent) AND NOT c.relispartition)
        """,
        table)) {
      findings.error(
          "inherited",
          "%s inherits from a table, or is inherited from (INHERITS), so its key does not tell its rows apart."
              .formatted(name),
          "Make the tables partitions of one, or end the inheritance: ALTER TABLE ... NO INHERIT ...");
    }
  }

  private void partitions(List<Member> partitions) {
    refuse(
        partitions.stream().filter(Member::isForeign).toList(),
        "partition-foreign",
        "Partitions of %s are foreign tables: %s. Their changes are in another server's log.",
        "Detach them, or fill the column where they are.");
    refuse(
        partitions.stream().filter(part -> !part.persistent()).toList(),
        "unlogged",
        "Partitions of %s are temporary or unlogged, so their changes can't be captured: %s.",
        "ALTER TABLE ... SET LOGGED");
    refuse(
        partitions.stream().filter(part -> !part.owned()).toList(),
        "partition-not-owned",
        "The role does not own all partitions of %s, so it can't add a column to them: %s.",
        "GRANT the role that owns them to it.");
    findings.note(
        "partitioned",
        "%s has %d partitions; they are filled and captured through it."
            .formatted(name, partitions.stream().filter(Member::holdsRows).count()),
        "Attach partitions that hold rows before the migration or after it: one that comes meanwhile has every row checked again.");
  }

  private void refuse(List<Member> those, String code, String sentence, String advice) {
    if (!those.isEmpty()) {
      String names =
          those.stream().limit(NAMED).map(Member::name).collect(Collectors.joining(", "))
              + (those.size() > NAMED ? " and %d more".formatted(those.size() - NAMED) : "");
      findings.error(code, sentence.formatted(name, names), advice);
    }
  }
}
