package dev.infill.deploy.bench;

import dev.infill.deploy.bench.BenchTable.KeyType;
import dev.infill.deploy.bench.BenchTable.Shape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** PostgreSQL's. */
final class PostgresTable implements TableSql {
  private static final String HOT =
      """
      SELECT coalesce(1000000 * n_tup_hot_upd / nullif(n_tup_upd, 0), 0)
        FROM pg_stat_user_tables WHERE relid = 'public.users'::regclass
      """;

  @Override
  public String name() {
    return "public.users";
  }

  @Override
  public String type() {
    return "text";
  }

  @Override
  public List<String> create(Shape shape) {
    var all = new ArrayList<String>();
    all.add("DROP TABLE IF EXISTS public.users");
    all.add(
        """
        CREATE TABLE public.users (
          id %s NOT NULL,
          email text NOT NULL,
          name text NOT NULL,
          amount numeric(12,2) NOT NULL,
          status text NOT NULL,
          created_at timestamptz NOT NULL,
          updated_at timestamptz NOT NULL,
          payload bytea NOT NULL)
        """
            .formatted(sql(shape.key())));
    all.add(
        """
        INSERT INTO public.users
        SELECT %s,
               'User.' || n || '@Example' || n %% 100 || '.COM',
               'User ' || n,
               (n %% 100000) / 100.0,
               (ARRAY['active','invited','locked'])[1 + n %% 3],
               now() - n * interval '1 second',
               now() - n * interval '1 second',
               decode(substr(repeat(md5(n::text), 8), 1, 240), 'hex')
          FROM generate_series(1, %d) AS n
        """
            .formatted(key(shape.key(), "n"), shape.rows()));
    all.add("ALTER TABLE public.users ADD PRIMARY KEY (id)");
    for (String columns : BenchTable.INDEXED.subList(0, shape.indexes())) {
      all.add("CREATE INDEX ON public.users (" + columns + ")");
    }
    return all;
  }

  @Override
  public void settle(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("VACUUM (ANALYZE) public.users");
      statement.execute("CHECKPOINT");
    }
  }

  @Override
  public String differs() {
    return "email_lower IS DISTINCT FROM lower(email)";
  }

  @Override
  public String key(KeyType type, String n) {
    return switch (type) {
      case BIGINT -> "2 * (%s)".formatted(n);
      case UUID -> "md5((%s)::text)::uuid".formatted(n);
    };
  }

  @Override
  public String boundNumber() {
    return "?::bigint";
  }

  @Override
  public String between(KeyType type) {
    return "id > ?::%1$s AND id <= ?::%1$s".formatted(sql(type));
  }

  @Override
  public List<String> bounds(Shape shape, int step) {
    var bounds = new ArrayList<String>();
    long pieces = (shape.rows() + step - 1) / step;
    for (long i = 0; i <= pieces; i++) {
      bounds.add(
          switch (shape.key()) {
            case BIGINT -> Long.toString(2L * step * i);
            case UUID ->
                i == pieces
                    ? "ffffffff-ffff-ffff-ffff-ffffffffffff"
                    : "%08x-0000-0000-0000-000000000000".formatted((i << 32) / pieces);
          });
    }
    return bounds;
  }

  @Override
  public String newEmail() {
    return "'New.' || email";
  }

  @Override
  public String rightOf(KeyType type) {
    return """
    SELECT n FROM unnest(?::bigint[]) AS n JOIN public.users ON id = %s
     WHERE email_lower IS NOT DISTINCT FROM lower(email)
    """
        .formatted(key(type, "n"));
  }

  @Override
  public String list(Collection<Long> numbers) {
    return numbers.stream().map(n -> Long.toString(n)).collect(Collectors.joining(",", "{", "}"));
  }

  @Override
  public long logBytes(Connection connection) throws SQLException {
    return number(connection, "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
  }

  @Override
  public void refresh(Connection connection) {
    // The server knows its files.
  }

  @Override
  public Sizes sizes(Connection connection) throws SQLException {
    return new Sizes(
        number(connection, "SELECT pg_table_size('public.users')"),
        number(connection, "SELECT pg_indexes_size('public.users')"));
  }

  /** The server tells some seconds late. */
  @Override
  public OptionalDouble hotShare(Connection connection) throws SQLException {
    return OptionalDouble.of(number(connection, HOT) / 1e6);
  }

  private static String sql(KeyType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
