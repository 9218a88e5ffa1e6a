package dev.infill.common.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.plan.FleetPlan.FillEnd;
import dev.infill.common.spec.SpecParser;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FleetPlannerTest {
  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
  private static final String SPEC =
      """
      apiVersion: infill/v1
      kind: Migration
      name: m
      table: users
      column: { name: c, type: text, value: "'x'" }
      """;
  private static final String FLEET =
      """
      apiVersion: infill/v1
      kind: Fleet
      name: f
      shards: [{ id: a, url: "jdbc:postgresql://db/app", user: infill }]
      """;

  @Test
  void endOfTheFillIsToldByTheForecastAndTheWindows() throws Exception {
    var windows = "windows: [{ from: '22:00', to: '00:00', zone: Europe/Berlin }]\n";

    assertThat(fillEnds(SPEC + windows))
        .contains(
            new FillEnd(Instant.parse("2026-11-28T22:00:00Z"), "2026-11-28 23:00 Europe/Berlin"));
  }

  @Test
  void nothingIsToldOfTheEndWithoutWindows() throws Exception {
    assertThat(fillEnds(SPEC)).isEmpty();
  }

  /** Of a fill that takes three hours. */
  private static Optional<FillEnd> fillEnds(String spec) throws Exception {
    var forecast =
        new Forecast(1_000, Duration.ofHours(3), Optional.of(90), 0, 0, 0, 0, Optional.empty());
    ShardPlanner planner =
        (migration, shard) ->
            new ShardPlan(List.of(), Optional.empty(), List.of(), List.of(), Optional.of(forecast));
    return new FleetPlanner(planner, InstantSource.fixed(NOON))
        .plan(SpecParser.migration("m.yaml", spec), SpecParser.fleet("f.yaml", FLEET))
        .shards()
        .getFirst()
        .fillEnds();
  }
}
