package dev.infill.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.infill.common.kafka.Codec;
import dev.infill.common.message.Command;
import dev.infill.common.model.ShardAddress;
import java.time.DayOfWeek;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetTextTest {
  private static final String HEAD = "apiVersion: infill/v1\nkind: Fleet\nname: shops\n";
  private static final String FLEET =
      HEAD
          + """
          defaults:
            user: infill
            password: "${env:PW}"
            tags: [all]
            sharedRangesInFlight: 8
            windows: [{ from: "22:00", to: "06:00" }]
          servers:
            - { id: db1, url: "jdbc:mysql://db1:3306/?useSSL=true", databases: [shop_1, "Shop 2"], tags: [eu] }
            - { id: pg1, url: "jdbc:postgresql://pg1:5432/shops", schemas: [tenant_1], user: other, password: "" }
          shards:
            - { id: large, url: "jdbc:postgresql://pg2:5432/shop", tags: [eu, large] }
          overrides:
            - { tag: eu, rangesInFlight: 2 }
            - { tag: large, rangesInFlight: 1, windows: [{ days: sun, from: "00:00", to: "24:00" }] }
            - { shard: pg1.tenant_1, sharedRangesInFlight: 3 }
          """;
  private static final String SPEC =
      """
      apiVersion: infill/v1
      kind: Migration
      name: m
      table: users
      column: { name: c, type: text, value: "'x'" }
      """;

  @Test
  void everyDatabaseAndSchemaOfAServerIsAShard() throws InvalidSpecException {
    var fleet = SpecParser.fleet("f.yaml", FLEET);

    assertThat(fleet.shards())
        .extracting(s -> s.id().name(), ShardAddress::url, ShardAddress::user)
        .containsExactly(
            row("large", "jdbc:postgresql://pg2:5432/shop", "infill"),
            row("db1.shop_1", "jdbc:mysql://db1:3306/shop_1?useSSL=true", "infill"),
            row("db1.shop-2", "jdbc:mysql://db1:3306/Shop%202?useSSL=true", "infill"),
            row(
                "pg1.tenant_1",
                "jdbc:postgresql://pg1:5432/shops?currentSchema=tenant_1",
                "other"));
    assertThat(fleet.shards())
        .extracting(s -> s.schema().orElseThrow())
        .containsExactly("public", "shop_1", "Shop 2", "tenant_1");
    assertThat(fleet.shards())
        .extracting(ShardAddress::password)
        .containsSubsequence("${env:PW}", "");
  }

  @Test
  void overridesHoldForTheShardsTheyConcernAndTheLaterWins() throws InvalidSpecException {
    assertThat(on("db1.shop_1", SPEC).limits().rangesInFlight()).isEqualTo(2);
    assertThat(on("large", SPEC).limits().rangesInFlight()).isEqualTo(1);
    assertThat(on("pg1.tenant_1", SPEC).limits().rangesInFlight()).isEqualTo(4);
    assertThat(on("large", SPEC).schedule().sharedRanges()).contains(8);
    assertThat(on("pg1.tenant_1", SPEC).schedule().sharedRanges()).contains(3);
  }

  @Test
  void windowsAreTheOverridesElseTheMigrationsElseTheDefaults() throws InvalidSpecException {
    var own = SPEC + "windows: [{ days: mon, from: '01:00', to: '02:00' }]\n";

    assertThat(days(on("large", own))).containsExactly(DayOfWeek.SUNDAY);
    assertThat(days(on("db1.shop_1", own))).containsExactly(DayOfWeek.MONDAY);
    assertThat(days(on("db1.shop_1", SPEC))).hasSize(7);
  }

  @Test
  void submissionCarriesWhatTheFleetSays() throws InvalidSpecException {
    var fleet = SpecParser.fleet("f.yaml", FLEET);
    var codec = Codec.ofMessages();
    Command command = Command.Submit.of(SpecParser.migration("m.yaml", SPEC), fleet);

    var read = (Command.Submit) codec.read(codec.write(command), Command.class);

    assertThat(read).isEqualTo(command);
    assertThat(read.specOn(fleet.shards().getFirst())).isEqualTo(on("large", SPEC));
  }

  @Test
  void fleetOfWhichNothingMoreIsSaidIsAsItWas() throws InvalidSpecException {
    var plain = HEAD + "shards: [{ id: a, url: \"jdbc:postgresql://db/app\", user: infill }]\n";

    assertThat(SpecParser.fleet("f.yaml", plain).terms()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "servers: [{ id: s, url: 'jdbc:mysql://h:1', user: u }] | servers[0].databases: is missing.",
        "servers: [{ id: s, url: 'jdbc:mysql://h:1/db', user: u, databases: [a] }] | servers[0].url: names a database beside",
        "servers: [{ id: s, url: 'jdbc:mysql://h:1/db', user: u, schemas: [a] }] | names no database of PostgreSQL",
        "servers: [{ id: s, url: 'jdbc:mysql://h:1', databases: [a] }] | servers[0].user: is missing.",
        "servers: [{ id: s, url: 'jdbc:mysql://h:1', user: u, databases: [a_b, A_B] }] | gives the id 's.a_b' again",
        "defaults: { user: u } | shards: is missing.",
        "'shards: [{ id: a, url: \"jdbc:mysql://h/d\", user: u }]\noverrides: [{ shard: b, rangesInFlight: 1 }]' | 'b' is no shard of this fleet",
        "'shards: [{ id: a, url: \"jdbc:mysql://h/d\", user: u }]\noverrides: [{ rangesInFlight: 1 }]' | overrides[0].shard: is missing.",
        "'shards: [{ id: a, url: \"jdbc:mysql://h/d\", user: u }]\ndefaults: { zone: Mars }' | 'Mars' is no time zone"
      })
  void whatIsWrongIsSaid(String text, String sentence) {
    var wrong =
        catchThrowableOfType(
            InvalidSpecException.class, () -> SpecParser.fleet("f.yaml", HEAD + text + "\n"));

    assertThat(wrong.problems())
        .singleElement()
        .satisfies(p -> assertThat(p.toString()).contains(sentence));
  }

  private static MigrationSpec on(String shard, String spec) throws InvalidSpecException {
    var fleet = SpecParser.fleet("f.yaml", FLEET);
    var address =
        fleet.shards().stream().filter(s -> s.id().name().equals(shard)).findFirst().orElseThrow();
    return SpecParser.migration("m.yaml", spec).on(fleet, address);
  }

  private static Set<DayOfWeek> days(MigrationSpec spec) {
    return spec.schedule().windows().windows().getFirst().days();
  }

  private static Tuple row(String id, String url, String user) {
    return tuple(id, url, user);
  }
}
