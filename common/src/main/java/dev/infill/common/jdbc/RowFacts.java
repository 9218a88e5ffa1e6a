package dev.infill.common.jdbc;

import dev.infill.common.dialect.RowStatements.RowFact;
import dev.infill.common.model.Key;
import dev.infill.common.shard.RowStore.Written;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What statements tell of single rows, put together. */
final class RowFacts {
  private final Set<Key> existing = new HashSet<>();
  private final Set<Key> differing = new HashSet<>();
  private final Set<Key> locked = new HashSet<>();
  private final Set<Key> written = new HashSet<>();
  private final Set<Key> wrong = new HashSet<>();

  /** Reads a result to its end; its rows name keys by their place among those asked, from 1. */
  RowFacts add(List<Key> asked, ResultSet result) throws SQLException {
    while (result.next()) {
      Key key = asked.get(result.getInt(1) - 1);
      boolean differs = result.getBoolean(3);
      switch (RowFact.valueOf(result.getString(2))) {
        case SEEN -> {
          existing.add(key);
          if (differs) {
            differing.add(key);
          }
        }
        case LOCKED -> locked.add(key);
        case WRITTEN -> {
          written.add(key);
          if (differs) {
            wrong.add(key);
          }
        }
      }
    }
    return this;
  }

  /** Reads which of the rows were locked, and gives back those. */
  List<Key> addLocked(List<Key> asked, ResultSet result) throws SQLException {
    var unused = add(asked, result);
    return asked.stream().filter(locked::contains).toList();
  }

  /** Reads all results from the one that the statement is at. */
  RowFacts addAll(List<Key> asked, Statement statement) throws SQLException {
    do {
      try (var result = statement.getResultSet()) {
        if (result != null) {
          add(asked, result);
        }
      }
    } while (statement.getMoreResults() || statement.getUpdateCount() != -1);
    return this;
  }

  /** Those of these keys whose rows differed when they were looked at. */
  List<Key> differing(List<Key> asked) {
    return asked.stream().filter(differing::contains).toList();
  }

  /**
   * @param tellLocked whether rows that differ may have been left alone for their locks
   */
  Written written(boolean tellLocked) {
    var left = new HashSet<>(differing);
    left.removeAll(locked);
    var done = new HashSet<>(written);
    done.retainAll(locked);
    var unsettled = new HashSet<>(locked);
    unsettled.removeIf(key -> done.contains(key) && !wrong.contains(key));
    return new Written(
        Set.copyOf(existing),
        Set.copyOf(done),
        tellLocked ? Set.copyOf(left) : Set.of(),
        Set.copyOf(unsettled));
  }
}
