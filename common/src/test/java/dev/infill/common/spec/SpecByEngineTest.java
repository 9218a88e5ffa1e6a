package dev.infill.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a spec is on each of a fleet's shards. */
class SpecByEngineTest {
  static final ShardAddress POSTGRESQL =
      shard("pg", Engine.POSTGRESQL, "jdbc:postgresql://127.0.0.1:5432/app");
  private static final ShardAddress SHOP =
      shard("shop", Engine.MYSQL, "jdbc:mysql://127.0.0.1:3306/shop?sslMode=REQUIRED");
  private static final ShardAddress STORE =
      shard("store", Engine.MYSQL, "jdbc:mysql://127.0.0.1:3306/the%20store");
  private static final ShardAddress NAMELESS =
      shard("nameless", Engine.MYSQL, "jdbc:mysql://127.0.0.1:3306");

  private static final String BOTH =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email-lower
      table: users
      column:
        name: email_lower
        type: { postgresql: text, mysql: varchar(200) }
        value: { postgresql: "lower(email)", mysql: "lower(`email`)" }
      constraints:
        default: "'x'"
        check: { postgresql: "email_lower ~ '@'", mysql: "email_lower LIKE '%@%'" }
        references: { table: customers }
      """;

  private static final String ONE =
      """
      apiVersion: infill/v1
      kind: Migration
      name: users-email-lower
      table: users
      column: { name: email_lower, type: text, value: lower(email) }
      """;

  @Test
  void eachEngineHasItsText() throws InvalidSpecException {
    var spec = SpecParser.migration("m.yaml", BOTH);

    var postgres = spec.on(POSTGRESQL).column("email_lower");
    assertThat(postgres.type()).isEqualTo("text");
    assertThat(postgres.value()).isEqualTo("lower(email)");
    assertThat(postgres.constraints().check()).contains("email_lower ~ '@'");
    assertThat(postgres.constraints().defaultValue()).contains("'x'");
    var mySql = spec.on(SHOP).column("email_lower");
    assertThat(mySql.type()).isEqualTo("varchar(200)");
    assertThat(mySql.value()).isEqualTo("lower(`email`)");
    assertThat(mySql.constraints().check()).contains("email_lower LIKE '%@%'");
    assertThat(mySql.constraints().defaultValue()).contains("'x'");
  }

  @Test
  void oneTextIsForAllEngines() throws InvalidSpecException {
    var spec = SpecParser.migration("m.yaml", ONE);

    assertThat(spec.of(Engine.MYSQL)).isEqualTo(spec.of(Engine.POSTGRESQL));
  }

  @Test
  void tablesWithoutSchemaAreWhereTheShardHasThem() throws InvalidSpecException {
    var spec = SpecParser.migration("m.yaml", BOTH);

    assertThat(List.of(POSTGRESQL, SHOP, STORE))
        .extracting(shard -> spec.on(shard).table())
        .containsExactly(
            new TableName("public", "users"),
            new TableName("shop", "users"),
            new TableName("the store", "users"));
    assertThat(spec.on(SHOP).column("email_lower").constraints().references())
        .map(ReferencesSpec::table)
        .contains(new TableName("shop", "customers"));
  }

  @Test
  void schemaThatIsWrittenIsTakenOnEveryShard() throws InvalidSpecException {
    var spec = SpecParser.migration("m.yaml", ONE.replace("table: users", "table: app.users"));

    assertThat(List.of(POSTGRESQL, SHOP, NAMELESS))
        .extracting(shard -> spec.on(shard).table())
        .containsOnly(new TableName("app", "users"));
    assertThat(spec.problems("f.yaml", fleet(NAMELESS))).isEmpty();
  }

  @Test
  void tableAndLookupsMayBeOthersOnEachEngine() throws InvalidSpecException {
    var spec =
        SpecParser.migration(
            "m.yaml",
            ONE.replace("table: users", "table: { postgresql: app.users, mysql: shop.user }")
                + """
                lookups:
                  - table: { postgresql: tenants, mysql: user }
                    via: { postgresql: "tenants.id = users.tenant", mysql: "user.id = users.tenant" }
                """);

    assertThat(spec.on(POSTGRESQL).table()).isEqualTo(new TableName("app", "users"));
    assertThat(spec.on(STORE).table()).isEqualTo(new TableName("shop", "user"));
    assertThat(spec.on(STORE).lookups())
        .containsExactly(
            new LookupSpec(new TableName("the store", "user"), "user.id = users.tenant"));
  }

  @Test
  void everyTextThatAnEngineOfTheFleetLacksIsTold() throws InvalidSpecException {
    var spec =
        SpecParser.migration(
            "m.yaml",
            BOTH.replace(", mysql: varchar(200)", "")
                .replace(", mysql: \"email_lower LIKE '%@%'\"", ""));

    assertThat(spec.problems("f.yaml", fleet(POSTGRESQL))).isEmpty();
    assertThat(spec.problems("f.yaml", fleet(POSTGRESQL, SHOP, STORE)))
        .extracting(SpecProblem::toString)
        .containsExactly(
            "m.yaml:7: column.type: has no text for MySQL. Add 'mysql': a column's type.",
            "m.yaml:11: constraints.check: has no text for MySQL. Add 'mysql': a boolean SQL"
                + " expression.");
  }

  @Test
  void urlWithoutDatabaseIsRefusedWhereTheTableHasNone() throws InvalidSpecException {
    var spec = SpecParser.migration("m.yaml", ONE);

    assertThat(spec.problems("f.yaml", fleet(SHOP, NAMELESS)))
        .extracting(SpecProblem::toString)
        .containsExactly(
            "f.yaml: shards[1].url: names no database, and the migration's table is written"
                + " without one. Write jdbc:mysql://host:port/database, or the table as"
                + " database.table.");
  }

  @Test
  void specThatIsWholeForNoEngineIsRefused() {
    assertThat(
            problems(
                BOTH.replace(", mysql: varchar(200)", "")
                    .replace("postgresql: \"lower(email)\", ", "")))
        .containsExactlyInAnyOrder(
            "m.yaml:8: column.value: has no text for PostgreSQL. Add 'postgresql': a SQL"
                + " expression.",
            "m.yaml:7: column.type: has no text for MySQL. Add 'mysql': a column's type.");
  }

  @Test
  void eachTextIsCheckedAsItsEngineReadsIt() {
    assertThat(
            problems(
                BOTH.replace("varchar(200)", "\"varchar(200) NOT NULL\"")
                    .replace("\"lower(`email`)\"", "\"lower(email) # low\"")
                    .replace("email_lower ~ '@'", "email_lower ~ '@")))
        .containsExactly(
            "m.yaml:7: column.type.mysql: holds 'NOT', which is no part of a type. Write the type"
                + " alone; constraints and a default stand under constraints.",
            "m.yaml:8: column.value.mysql: opens a comment. Take it out; write - (-x) for a double"
                + " minus.",
            "m.yaml:11: constraints.check.postgresql: opens a quote ' and does not close it. Close"
                + " it.");
  }

  @Test
  void engineThatIsNoneIsTold() {
    assertThat(problems(BOTH.replace("mysql: varchar(200)", "mysqll: varchar(200)")))
        .containsExactly("m.yaml:7: column.type.mysqll: is no known field. Did you mean 'mysql'?");
    assertThat(problems(BOTH.replace("{ postgresql: text, mysql: varchar(200) }", "{}")))
        .containsExactly(
            "m.yaml:7: column.type: is empty. Write a column's type, such as text or"
                + " numeric(10,2).");
  }

  private static List<String> problems(String yaml) {
    return Optional.ofNullable(
            catchThrowableOfType(
                InvalidSpecException.class, () -> SpecParser.migration("m.yaml", yaml)))
        .orElseThrow()
        .problems()
        .stream()
        .map(SpecProblem::toString)
        .toList();
  }

  private static Fleet fleet(ShardAddress... shards) {
    return new Fleet("users-fleet", List.of(shards));
  }

  private static ShardAddress shard(String id, Engine engine, String url) {
    return new ShardAddress(new ShardId(id), engine, url, "infill", "");
  }
}
