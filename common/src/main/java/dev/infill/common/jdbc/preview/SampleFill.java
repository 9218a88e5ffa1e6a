package dev.infill.common.jdbc.preview;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.Sql;
import dev.infill.common.jdbc.Binding;
import dev.infill.common.message.Scatter;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fills a sample by the statements that workers use, in as many passes as they will take. */
final class SampleFill {
  private static final int CHUNK = 2_000;

  /** No sample may hold a plan up for longer. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(1);

  private final Connection connection;
  private final RowStatements statements;
  private final int keys;
  private final Scatter scatter;
  private final long began = System.nanoTime();

  SampleFill(Dialect dialect, Connection connection, ColumnFill fill, Scatter scatter) {
    this.connection = connection;
    this.statements = dialect.rows(fill);
    this.keys = fill.key().size();
    this.scatter = scatter;
  }

  /**
   * Each statement is a transaction, so that the next can use the room of dead rows.
   *
   * @throws SQLTimeoutException when it takes longer than {@link #LONGEST}
   */
  void run() throws SQLException {
    List<KeyRange> window = new ArrayList<>();
    int rows = 0;
    var rest = KeyRange.ALL;
    for (var end = end(rest); end.isPresent(); end = end(rest)) {
      window.add(new KeyRange(rest.after(), end));
      rest = rest.rest(end.get());
      rows += CHUNK;
      if (rows >= scatter.windowRows()) {
        fill(window);
        window.clear();
        rows = 0;
      }
    }
    window.add(rest);
    fill(window);
  }

  private void fill(List<KeyRange> window) throws SQLException {
    for (int pass = 0; pass < scatter.passes() - 1; pass++) {
      for (KeyRange chunk : window) {
        run(chunk, statements.fillShare(chunk, pass, scatter.passes(), false).orElseThrow());
      }
    }
    for (KeyRange chunk : window) {
      run(chunk, statements.fill(chunk, false));
    }
  }

  /** Without the mark that workers set: it would be the only thing that goes to the log. */
  private void run(KeyRange chunk, Sql sql) throws SQLException {
    if (System.nanoTime() - began > LONGEST.toNanos()) {
      throw new SQLTimeoutException("the sample's fill takes too long");
    }
    connection.setAutoCommit(!sql.transaction());
    Binding.of(chunk).waiting(LOCK_TIMEOUT).run(connection, sql).close();
    if (sql.transaction()) {
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  private Optional<Key> end(KeyRange rest) throws SQLException {
    try (var statement = Binding.of(rest).limit(CHUNK).run(connection, statements.rangeEnd(rest));
        var result = statement.getResultSet()) {
      return result.next() ? Optional.of(Binding.key(result, 1, keys)) : Optional.empty();
    }
  }
}
