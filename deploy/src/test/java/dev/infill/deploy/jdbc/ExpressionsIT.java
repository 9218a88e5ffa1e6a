package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.KeyRange;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of every form, planned, filled and found right again. */
@ParameterizedClass
@EnumSource(Server.class)
class ExpressionsIT extends OnSteps {
  private static final Duration SHORT = Duration.ofMillis(100);

  @BeforeEach
  void more() throws SQLException {
    database.execute(
        """
        ALTER TABLE people ADD nick text, ADD doc jsonb, ADD raw json, ADD tags text[],
          ADD at timestamptz, ADD "Odd Name" int
        """,
        """
        UPDATE people SET nick = CASE WHEN id % 3 = 0 THEN 'nick' END,
          doc = jsonb_build_object('a', jsonb_build_array(id, 'x'), 'b', id % 2 = 0),
          raw = '{"k": "v"}', tags = ARRAY['t' || id, NULL], "Odd Name" = id,
          at = timestamptz '2026-03-29 00:30:00Z' + id * interval '1 hour'
        """,
        """
        CREATE OR REPLACE FUNCTION shout(t text) RETURNS text LANGUAGE plpgsql IMMUTABLE
          AS $$ BEGIN RETURN upper(t) || '!'; END $$
        """,
        """
        CREATE OR REPLACE FUNCTION whisper(t text) RETURNS text LANGUAGE sql STABLE
          AS $$ SELECT lower(t) $$
        """,
        "CREATE SEQUENCE IF NOT EXISTS numbers");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '~',
      value = {
        "text => CASE WHEN id % 2 = 0 THEN 'even' WHEN nick IS NULL THEN NULL ELSE nick END",
        "text => CASE id WHEN 1 THEN 'one' ELSE 'more' END",
        "numeric(10,2) => CAST(id AS numeric) / 3",
        "int => \"Odd Name\"::int",
        "text => doc->>'b'",
        "int => (doc #>> '{a,0}')::int",
        "jsonb => doc - 'b'",
        "boolean => doc ? 'a' AND doc ?| ARRAY['b', 'c'] AND doc @> '{\"b\": true}'",
        "text => jsonb_path_query_first(doc, '$.a[1]') #>> '{}'",
        "text => raw->>'k'",
        "text[] => array_append(tags, 'more')",
        "text => tags[1]",
        "text => (ARRAY['a', 'b'])[1 + (id % 2)::int]",
        "boolean => ROW(id, email) > ROW(500, 'a')",
        "text => COALESCE(nick, email, '')",
        "text => NULLIF(email, 'User1')",
        "bigint => GREATEST(id, \"Odd Name\", 7)",
        "text => shout(email)",
        "text => whisper(email)",
        "date => (at AT TIME ZONE 'Europe/Berlin')::date",
        "text => to_char(at AT TIME ZONE 'America/New_York', 'YYYY-MM-DD HH24:MI')",
        "timestamptz => date_trunc('day', at, 'Europe/Berlin')",
        "text => E'it\\'s ' || $q$a;'--b$q$ || U&'\\0041'",
        "text => regexp_replace(email, '(\\w)$', '<\\1>')",
        "text => (people).email || people.id",
        "tstzrange => tstzrange(at, at + interval '1 day', '[)')",
        "boolean => email ~* '^user[0-9]+$' AND email NOT LIKE '%\\_%'",
        "text => (xpath('//b/text()', ('<a><b>' || id || '</b></a>')::xml))[1]::text",
        "bytea => decode(md5(email), 'hex')",
        "text => email COLLATE \"C\"",
        "text => position('r' IN email)::text || extract(year FROM at)::text"
      })
  void isPlannedFilledAndFoundRight(String type, String value) throws Exception {
    var shard = planned(SpecMaker.people().column(type, value).constraints(false, "", ""));
    store.addColumn(shard);
    try (var pools = new ShardPools(Shards.connections(database, "test"), 2)) {
      var rows = new JdbcRowStores(pools).open(shard.shard(), shard.plan().fill());

      rows.fill(KeyRange.ALL, SHORT);

      assertThat(rows.check(KeyRange.ALL, 10).equal()).isEqualTo(1000);
      assertThat(rows.fill(KeyRange.ALL, SHORT).filled()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "random()::text",
        "now()::text",
        "clock_timestamp()::text",
        "gen_random_uuid()::text",
        "nextval('numbers')::text",
        "CURRENT_TIMESTAMP::text"
      })
  void whatIsNeverTheSameTwiceIsForTheFirstValueOnly(String value) throws Exception {
    var derived = SpecMaker.people().column("text", value);
    var shard = planned(derived.initial());
    store.addColumn(shard);
    try (var pools = new ShardPools(Shards.connections(database, "test"), 2)) {
      var rows = new JdbcRowStores(pools).open(shard.shard(), shard.plan().fill());

      assertThat(rows.fill(KeyRange.ALL, SHORT).filled()).isEqualTo(1000);
      var first = database.column("SELECT c FROM people ORDER BY id");
      assertThat(rows.check(KeyRange.ALL, 10).equal()).isEqualTo(1000);
      assertThat(rows.fill(KeyRange.ALL, SHORT).filled()).isZero();

      assertThat(database.column("SELECT c FROM people ORDER BY id")).isEqualTo(first);
      database.execute("ALTER TABLE people DROP c");
      assertThat(store.survey(derived.spec(), Shards.address(database)).findings())
          .anyMatch(finding -> finding.code().equals(FindingCode.VALUE_VOLATILE.code()));
    }
  }
}
