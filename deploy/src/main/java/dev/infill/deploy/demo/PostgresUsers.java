package dev.infill.deploy.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** {@link UsersTable} on PostgreSQL. */
final class PostgresUsers implements UsersTable {
  private static final List<Expected> EXPECTED =
      List.of(
          new Expected(
              1,
              "email_lower must be NOT NULL",
              """
              SELECT count(*) FROM pg_attribute
               WHERE attrelid = 'public.users'::regclass AND attname = 'email_lower' AND attnotnull
              """),
          new Expected(
              1,
              "a valid index users_email_lower_idx must exist",
              """
              SELECT count(*) FROM pg_index
               WHERE indexrelid = to_regclass('public.users_email_lower_idx') AND indisvalid
                 AND indisready
              """),
          new Expected(
              0,
              "no index may be invalid",
              "SELECT count(*) FROM pg_index WHERE indrelid = 'public.users'::regclass AND NOT"
                  + " indisvalid"),
          new Expected(
              0,
              "no replication slot may be left",
              "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()"),
          new Expected(0, "no publication may be left", "SELECT count(*) FROM pg_publication"),
          new Expected(
              0,
              "no trigger may be left",
              "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'public.users'::regclass AND NOT"
                  + " tgisinternal"),
          new Expected(
              0,
              "no constraint may be left unvalidated, and no CHECK",
              """
              SELECT count(*) FROM pg_constraint
               WHERE conrelid = 'public.users'::regclass AND (NOT convalidated OR contype = 'c')
              """),
          new Expected(
              0,
              "the replica identity must be the default again",
              "SELECT count(*) FROM pg_class WHERE oid = 'public.users'::regclass AND relreplident"
                  + " <> 'd'"),
          new Expected(
              0,
              "no replication origin may be left",
              "SELECT count(*) FROM pg_replication_origin WHERE roname LIKE 'infill%'"));

  @Override
  public void create(Connection connection, long rows) throws SQLException {
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

  @Override
  public String name() {
    return "public.users";
  }

  @Override
  public Object bound(Instant time) {
    return time.atOffset(ZoneOffset.UTC);
  }

  @Override
  public Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  @Override
  public String wrong() {
    return "email_lower IS DISTINCT FROM lower(email)";
  }

  @Override
  public List<Expected> expected() {
    return EXPECTED;
  }

  @Override
  public String noneLeft() {
    return "slot, publication, trigger, origin or unvalidated constraint";
  }
}
