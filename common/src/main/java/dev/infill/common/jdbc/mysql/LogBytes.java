package dev.infill.common.jdbc.mysql;

import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.Optional;

/**
 * How much log the server wrote since it was first asked: it counts no bytes itself, and purges old
 * files. Not safe for threads.
 */
final class LogBytes {
  private Optional<BinlogPosition> last = Optional.empty();
  private long bytes;

  long written(Db db) throws SQLException, ShardFailure {
    var now = BinlogPosition.now(db);
    if (last.isPresent()) {
      bytes += since(db, last.get(), now);
    }
    last = Optional.of(now);
    return bytes;
  }

  /** Files between that are gone already can't be counted. */
  private static long since(Db db, BinlogPosition before, BinlogPosition now) throws SQLException {
    if (before.file().equals(now.file())) {
      return Math.max(0, now.position() - before.position());
    }
    long between =
        db
            .list(
                row -> new BinlogPosition(row.getString(1), row.getLong(2), ""), "SHOW BINARY LOGS")
            .stream()
            .filter(file -> file.fileNumber() >= before.fileNumber())
            .filter(file -> file.fileNumber() < now.fileNumber())
            .mapToLong(BinlogPosition::position)
            .sum();
    return Math.max(0, between - before.position() + now.position());
  }
}
