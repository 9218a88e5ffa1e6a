package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.postgres.KeyFinder.FoundKey;
import dev.infill.common.jdbc.postgres.ReplicaIdentities.Identity;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a published table could still be updated and deleted from: it needs a replica identity,
 * and so does each of its partitions.
 */
final class IdentityCheck {
  private IdentityCheck() {}

  /** The index that must become the identity while the table is captured; empty for none. */
  static String index(
      Db db, TableName table, boolean partitioned, Optional<FoundKey> key, Findings findings)
      throws SQLException {
    if (key.isEmpty()) {
      return "";
    }
    if (partitioned && !key.get().primary()) {
      findings.error(
          "partition-identity",
          "%s has no primary key, so a partition made while it is captured would have no replica identity, and the application's updates of it would fail."
              .formatted(table),
          "ALTER TABLE ... ADD PRIMARY KEY, over the columns of %s.".formatted(key.get().index()));
    }
    var identities = ReplicaIdentities.of(db, table, key.get().columns());
    var virtual = identities.stream().filter(Identity::virtual).toList();
    if (!virtual.isEmpty()) {
      findings.error(
          "identity-generated",
          "The replica identity of %s is FULL and there is a virtual generated column, and PostgreSQL from 18 lets nobody update such a table while a publication names it."
              .formatted(names(virtual)),
          "ALTER TABLE ... REPLICA IDENTITY USING INDEX ...; or, if nobody needs another, REPLICA IDENTITY DEFAULT. Or make the column STORED.");
    }
    told(key.get(), identities, findings);
    var bare = identities.stream().filter(identity -> !identity.fit()).toList();
    if (bare.isEmpty()) {
      return "";
    }
    findings.note(
        "replica-identity",
        "%s has no replica identity; the index %s is one while the table is captured."
            .formatted(names(bare), key.get().index()),
        "Nothing to do: it is put back at the end.");
    return key.get().index();
  }

  /** Whether the log tells each row's key. */
  private static void told(FoundKey key, List<Identity> identities, Findings findings) {
    var apart = identities.stream().filter(part -> !part.apart().isEmpty()).toList();
    if (!apart.isEmpty()) {
      findings.error(
          "key-stored-apart",
          "The replica identity of %s does not hold the key's column %s. Where its value is stored apart from a long row, the log does not tell it of an update that leaves it as it was, and the update would not be dual-written."
              .formatted(names(apart), String.join(", ", apart.getFirst().apart())),
          "ALTER TABLE ... REPLICA IDENTITY USING INDEX %s, or REPLICA IDENTITY FULL."
              .formatted(Quoting.identifier(key.index())));
    }
  }

  private static String names(List<Identity> identities) {
    return identities.stream().limit(5).map(Identity::name).collect(Collectors.joining(", "))
        + (identities.size() > 5 ? " and %d more".formatted(identities.size() - 5) : "");
  }
}
