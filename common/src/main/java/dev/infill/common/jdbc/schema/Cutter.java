package dev.infill.common.jdbc.schema;

import dev.infill.common.jdbc.Binding;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Cut;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts ranges along the key's index. The last range of a table is open, so that new keys fall in.
 */
final class Cutter {
  private Cutter() {}

  static Cut cut(Db db, PlannedShard shard, Optional<Key> after, int ranges) throws SQLException {
    var statements = new PostgresDialect().rows(shard.plan().fill());
    int parts = shard.plan().fill().key().size();
    List<Key> bounds = new ArrayList<>();
    var rest = new KeyRange(after, Optional.empty());
    while (bounds.size() < ranges) {
      var binding = Binding.of(rest).limit(shard.spec().limits().rangeRows());
      try (var statement = binding.run(db.connection(), statements.rangeEnd(rest));
          var result = statement.getResultSet()) {
        if (!result.next()) {
          return new Cut(bounds, true);
        }
        var bound = Binding.key(result, 1, parts);
        bounds.add(bound);
        rest = rest.rest(bound);
      }
    }
    return new Cut(bounds, false);
  }
}
