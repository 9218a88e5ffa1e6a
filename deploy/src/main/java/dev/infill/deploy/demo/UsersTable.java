package dev.infill.deploy.demo;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The table of the demo. Loaded rows have even keys, so that an application may move a row into a
 * gap anywhere.
 *
 * <p>A row has a 120-byte payload and two secondary indexes; e-mail addresses are of mixed case.
 */
public final class UsersTable {
  private UsersTable() {}

  /** Makes and fills the table; its statistics are fresh afterwards. */
  public static void create(Connection connection, long rows) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE public.users (
            id bigint PRIMARY KEY,
            email text NOT NULL,
            name text NOT NULL,
            amount numeric(12,2) NOT NULL,
            status text NOT NULL,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL,
            payload bytea NOT NULL)
          """);
    }
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO public.users
            SELECT 2 * n,
                   'User.' || n || '@Example' || n % 100 || '.COM',
                   'User ' || n,
                   (n % 100000) / 100.0,
                   (ARRAY['active','invited','locked'])[1 + n % 3],
                   now() - n * interval '1 second',
                   now() - n * interval '1 second',
                   decode(substr(repeat(md5(n::text), 8), 1, 240), 'hex')
              FROM generate_series(1, ?) AS n
            """)) {
      insert.setLong(1, rows);
      insert.executeUpdate();
    }
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE INDEX users_status_idx ON public.users (status, updated_at)");
      statement.execute("CREATE INDEX users_name_idx ON public.users (name)");
      statement.execute("VACUUM ANALYZE public.users");
    }
  }
}
