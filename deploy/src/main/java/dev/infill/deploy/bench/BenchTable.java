package dev.infill.deploy.bench;

import dev.infill.deploy.local.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The table that all ways fill: like the demo's {@code public.users}, with eight columns, of which
 * one is a payload of 120 bytes; its {@code email_lower} shall be {@code lower(email)}.
 *
 * @param server where it is
 * @param shape what it is like
 */
record BenchTable(EmbeddedPostgres server, Shape shape) {
  static final String DATABASE = "bench";
  static final String NAME = "public.users";
  static final String COLUMN = "email_lower";
  static final String VALUE = "lower(email)";

  /** Most secondary indexes. */
  static final int MOST_INDEXES = 5;

  private static final List<String> INDEXED =
      List.of("status, updated_at", "name", "email", "created_at", "amount");

  private static final String WRONG =
      "SELECT count(*) FROM public.users WHERE email_lower IS DISTINCT FROM lower(email)";

  private static final String HOT =
      """
      SELECT coalesce(1000000 * n_tup_hot_upd / nullif(n_tup_upd, 0), 0)
        FROM pg_stat_user_tables WHERE relid = 'public.users'::regclass
      """;

  /** The type of the key, and how the n-th row's follows from n. */
  enum KeyType {
    /** 2, 4, 6 and so on, in the order of the rows. */
    BIGINT("2 * (%s)"),
    /** All over the table: each range of keys touches every page. */
    UUID("md5((%s)::text)::uuid");

    private final String ofRow;

    KeyType(String ofRow) {
      this.ofRow = ofRow;
    }

    /** The type in SQL. */
    String sql() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The key of the n-th row, as SQL. */
    String of(String n) {
      return ofRow.formatted(n);
    }
  }

  /**
   * @param rows at least 1
   * @param indexes secondary ones, 0 to {@value BenchTable#MOST_INDEXES}; none on what is filled
   */
  public record Shape(long rows, int indexes, KeyType key) {
    public Shape {
      if (rows < 1) {
        throw new IllegalArgumentException("rows must be at least 1: " + rows);
      }
      if (indexes < 0 || indexes > MOST_INDEXES) {
        throw new IllegalArgumentException("indexes must be 0 to " + MOST_INDEXES + ": " + indexes);
      }
    }
  }

  long rows() {
    return shape.rows();
  }

  String url() {
    return server.jdbcUrl(DATABASE);
  }

  Connection connect() throws SQLException {
    return server.connect(DATABASE);
  }

  /** Makes it anew, without the column. */
  void create() throws SQLException {
    execute(
        "DROP TABLE IF EXISTS public.users",
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
            .formatted(shape.key().sql()),
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
            .formatted(shape.key().of("n"), rows()),
        "ALTER TABLE public.users ADD PRIMARY KEY (id)");
    for (String columns : INDEXED.subList(0, shape.indexes())) {
      execute("CREATE INDEX ON public.users (" + columns + ")");
    }
  }

  /**
   * Keys that cut the table into pieces of about so many rows, the first below all, the last above.
   */
  List<String> bounds(int step) {
    var bounds = new ArrayList<String>();
    long pieces = (rows() + step - 1) / step;
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

  void addColumn() throws SQLException {
    execute("ALTER TABLE public.users ADD COLUMN email_lower text");
  }

  /** So that each way begins with clean pages, fresh statistics and its first touch of a page. */
  void settle() throws SQLException {
    execute("VACUUM (ANALYZE) public.users", "CHECKPOINT");
  }

  /**
   * Looks at every row.
   *
   * @throws IllegalStateException when the column is not right, or rows are missing
   */
  void verify() throws SQLException {
    long wrong = number(WRONG);
    long found = number("SELECT count(*) FROM public.users");
    if (wrong != 0 || found != rows()) {
      throw new IllegalStateException(
          wrong + " rows are wrong, and there are " + found + " instead of " + rows());
    }
  }

  /** Updates that touched no index by all of them; the server tells some seconds late. */
  double hotShare() throws SQLException {
    return number(HOT) / 1e6;
  }

  void execute(String... statements) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  long number(String query) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }
}
