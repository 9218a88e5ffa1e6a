package dev.infill.deploy.plan;

import static dev.infill.deploy.progress.Rendering.number;

import dev.infill.common.message.Finding;
import dev.infill.common.plan.FleetPlan;
import dev.infill.common.plan.FleetPlan.OfShard;
import dev.infill.common.plan.ShardPlan;
import dev.infill.common.plan.TableFacts;
import dev.infill.common.plan.Touching;
import dev.infill.deploy.plan.Groups.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** A fleet's plan in lines of at most 100 characters. */
public final class PlanText {
  private static final int SHARD = 12;

  private final FleetPlan fleet;
  private final Page page = new Page();

  private PlanText(FleetPlan fleet) {
    this.fleet = fleet;
  }

  public static List<String> lines(FleetPlan fleet) {
    var text = new PlanText(fleet);
    text.title();
    text.tables();
    text.findings();
    text.statements();
    text.touching();
    ForecastText.add(text.page, fleet);
    return text.page.lines();
  }

  private void title() {
    long refused = fleet.shards().stream().filter(shard -> !accepted(shard)).count();
    page.text(
        0,
        "Plan of %s on %s: %s"
            .formatted(
                fleet.migration(),
                fleet.table(),
                refused == 0
                    ? "nothing stands against it; nothing was changed"
                    : "can't begin on %d of %d shards; nothing was changed"
                        .formatted(refused, fleet.shards().size())));
  }

  private static boolean accepted(OfShard shard) {
    return shard.plan().filter(ShardPlan::accepted).isPresent();
  }

  private void tables() {
    page.heading("Shards");
    for (OfShard shard : fleet.shards()) {
      String told =
          shard
              .failure()
              .map(why -> "could not be asked: " + why)
              .or(() -> shard.plan().flatMap(ShardPlan::table).map(PlanText::table))
              .orElse("refused, see the findings");
      page.entry(2, SHARD, shard.shard(), told);
    }
  }

  private static String table(TableFacts table) {
    return "%s %s, about %s rows, %s with indexes, walked by %s; filled %s"
        .formatted(
            table.engine(),
            table.serverVersion(),
            number(table.rows()),
            ForecastText.bytes(table.bytes()),
            String.join(", ", table.key()),
            table.filling());
  }

  private void findings() {
    Map<Finding, List<String>> found = new LinkedHashMap<>();
    for (OfShard shard : fleet.shards()) {
      shard
          .plan()
          .ifPresent(
              plan ->
                  plan.findings()
                      .forEach(
                          finding ->
                              found
                                  .computeIfAbsent(finding, none -> new ArrayList<>())
                                  .add(shard.shard())));
    }
    page.heading("Findings");
    if (found.isEmpty()) {
      page.text(2, "none");
    }
    found.entrySet().stream()
        .sorted((a, b) -> a.getKey().severity().compareTo(b.getKey().severity()))
        .forEach(entry -> finding(entry.getKey(), entry.getValue()));
  }

  private void finding(Finding finding, List<String> shards) {
    page.entry(
        2, 8, finding.severity().name().toLowerCase(Locale.ROOT), finding.code() + on(shards));
    page.entry(2, 8, "", finding.sentence());
    page.entry(2, 8, "", "-> " + finding.advice());
  }

  /** Which shards, where the fleet has others too. */
  private String on(List<String> shards) {
    return shards.size() == fleet.shards().size() ? "" : " (" + String.join(", ", shards) + ")";
  }

  private void statements() {
    var groups =
        Groups.of(
            fleet,
            shard ->
                shard.plan().orElseThrow().statements().stream()
                    .map(
                        s ->
                            List.of(
                                s.phase(),
                                s.purpose(),
                                s.effect(),
                                Groups.withoutShard(fleet, shard.shard(), s.sql())))
                    .toList());
    for (Group group : groups) {
      page.heading("Statements, in order" + on(group.shards()));
      var statements = new StatementText(page, fleet, group.shards().getFirst());
      group.first().statements().forEach(statements::add);
    }
  }

  private void touching() {
    var groups =
        Groups.of(
            fleet,
            shard ->
                shard.plan().orElseThrow().touching().stream()
                    .map(touching -> List.of(touching.kind(), touching.name()))
                    .toList());
    for (Group group : groups) {
      page.heading("What else uses the table" + on(group.shards()));
      if (group.first().touching().isEmpty()) {
        page.text(2, "nothing");
      }
      for (int i = 0; i < group.first().touching().size(); i++) {
        touching(group, i);
      }
    }
  }

  /** What is known of it only where all shards of the group agree. */
  private void touching(Group group, int i) {
    Touching touching = group.first().touching().get(i);
    boolean same =
        group.plans().stream()
            .map(plan -> plan.touching().get(i).detail())
            .allMatch(detail -> Objects.equals(detail, touching.detail()));
    String detail = same && !touching.detail().isEmpty() ? ": " + touching.detail() : "";
    page.entry(2, 18, touching.kind(), touching.name() + detail);
  }
}
