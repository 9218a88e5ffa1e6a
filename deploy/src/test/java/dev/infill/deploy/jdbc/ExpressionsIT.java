package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.KeyRange;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of every form, planned, filled and found right again. */
@ParameterizedClass
@EnumSource
class ExpressionsIT extends OnEverySteps {
  private static final Duration SHORT = Duration.ofMillis(100);

  @BeforeEach
  void more() throws SQLException {
    if (server.isMySql()) {
      database.execute(
          """
          ALTER TABLE people ADD nick varchar(20), ADD doc json, ADD at datetime(6),
            ADD `Odd Name` int
          """,
          """
          UPDATE people SET nick = CASE WHEN id % 3 = 0 THEN 'nick' END,
            doc = JSON_OBJECT('a', JSON_ARRAY(id, 'x'), 'b', CAST(IF(id % 2 = 0, 'true', 'false') AS JSON)),
            `Odd Name` = id, at = '2026-03-29 00:30:00' + INTERVAL id HOUR
          """);
    } else {
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
  }

  /** Type and value. */
  Stream<Arguments> forms() {
    var forms =
        server.isMySql()
            ? Stream.of(
                "varchar(20) => CASE WHEN id % 2 = 0 THEN 'even' WHEN nick IS NULL THEN NULL ELSE nick END",
                "varchar(20) => CASE id WHEN 1 THEN 'one' ELSE 'more' END",
                "decimal(10,2) => CAST(id AS decimal(20,4)) / 3",
                "int => `Odd Name` DIV 2 + id MOD 7",
                "varchar(20) => doc ->> '$.b'",
                "int => JSON_EXTRACT(doc, '$.a[0]')",
                "json => JSON_REMOVE(doc, '$.b')",
                "tinyint => JSON_CONTAINS(doc, 'true', '$.b') XOR JSON_CONTAINS_PATH(doc, 'one', '$.a', '$.c')",
                "json => JSON_ARRAY(email, id, NULL)",
                "tinyint => (id, email) > (500, 'a')",
                "varchar(20) => COALESCE(nick, email, '')",
                "varchar(20) => NULLIF(email, 'User1')",
                "bigint => GREATEST(id, `Odd Name`, 7)",
                "date => DATE(CONVERT_TZ(at, '+00:00', '+05:45'))",
                "varchar(20) => DATE_FORMAT(at, '%Y-%m-%d %H:%i')",
                "datetime(6) => at - INTERVAL 36 HOUR",
                "varchar(40) => CONCAT('it\\'s ', 'a;''--b', x'41', _utf8mb4 0x42)",
                "varchar(40) => REGEXP_REPLACE(email, '([0-9])$', '<$1>')",
                "varchar(40) => concat(people.email, `people`.`id`)",
                "tinyint => email REGEXP '^user[0-9]+$' AND email NOT LIKE '%\\_%'",
                "binary(32) => UNHEX(SHA2(email, 256))",
                "varchar(20) => email COLLATE utf8mb4_bin",
                "varchar(20) => CONCAT(LOCATE('r', email), EXTRACT(YEAR FROM at))",
                "double => SQRT(id) / 3e0")
            : Stream.of(
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
                "text => position('r' IN email)::text || extract(year FROM at)::text");
    return forms.map(form -> form.split(" => ", -1)).map(form -> arguments(form[0], form[1]));
  }

  @ParameterizedTest
  @MethodSource("forms")
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

  List<String> changing() {
    return server.isMySql()
        ? List.of(
            "rand()", "now(6)", "sysdate(6)", "uuid()", "hex(random_bytes(4))", "CURRENT_TIMESTAMP")
        : List.of(
            "random()::text",
            "now()::text",
            "clock_timestamp()::text",
            "gen_random_uuid()::text",
            "nextval('numbers')::text",
            "CURRENT_TIMESTAMP::text");
  }

  @ParameterizedTest
  @MethodSource("changing")
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
      assertThat(store.survey(spec(derived), Shards.address(database)).findings())
          .anyMatch(finding -> finding.code().equals(FindingCode.VALUE_VOLATILE.code()));
    }
  }
}
