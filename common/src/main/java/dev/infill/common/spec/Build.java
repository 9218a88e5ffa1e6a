package dev.infill.common.spec;

import dev.infill.common.model.MigrationId;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TransformRule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes the values of a tree in which nothing was found wrong. */
final class Build {
  private Build() {}

  static MigrationSpec migration(Values values) {
    return new MigrationSpec(
        new MigrationId(values.text("name")),
        TableText.parse(values.text("table")).orElseThrow(),
        columns(values),
        values.list("lookups", Build::lookup),
        values.list("indexes", Build::index),
        writers(values.in("writers")),
        limits(values.in("limits")),
        Optional.of(schedule(values)).filter(schedule -> !schedule.equals(ScheduleSpec.NONE)));
  }

  private static ScheduleSpec schedule(Values values) {
    return new ScheduleSpec(
        WindowsText.given(values) ? WindowsText.of(values) : WindowsSpec.ALWAYS,
        values.optional("rollout").map(Build::rollout),
        values.texts("after").stream().map(MigrationId::new).toList(),
        values.integer("priority"),
        Optional.empty());
  }

  private static RolloutSpec rollout(Values values) {
    var halt = values.in("haltOn");
    var waves = values.texts("waves").stream().map(ScheduleChecks::percent).toList();
    return new RolloutSpec(
        values.texts("canary").stream().map(ShardId::new).toList(),
        waves.isEmpty() ? List.of(100) : waves,
        values.duration("soak"),
        new RolloutSpec.HaltOn(
            halt.integer("failedShards"),
            halt.integer("quarantined"),
            halt.optionalDuration("appLatency")));
  }

  /** One column may stand alone, with its constraints beside it. */
  private static List<ColumnSpec> columns(Values values) {
    if (!values.has("column")) {
      return values.list("columns", column -> column(column, column.in("constraints")));
    }
    var column = values.in("column");
    return List.of(column(column, (values.has("constraints") ? values : column).in("constraints")));
  }

  private static ColumnSpec column(Values values, Values constraints) {
    return new ColumnSpec(
        values.text("name"),
        values.text("type"),
        values.optionalText("value").orElse(""),
        Sync.valueOf(values.text("sync").toUpperCase(Locale.ROOT)),
        constraints(constraints, values.text("name")),
        values
            .optionalText("transform")
            .map(transform -> new TransformRule(transform, values.texts("sources"))));
  }

  private static LookupSpec lookup(Values values) {
    return new LookupSpec(TableText.parse(values.text("table")).orElseThrow(), values.text("via"));
  }

  private static ConstraintsSpec constraints(Values values, String column) {
    return new ConstraintsSpec(
        values.bool("notNull"),
        values.optionalText("default"),
        values.optionalText("check"),
        values.optional("references").map(references -> references(references, column)));
  }

  private static ReferencesSpec references(Values values, String column) {
    var from = values.texts("from");
    return new ReferencesSpec(
        TableText.parse(values.text("table")).orElseThrow(),
        values.texts("columns"),
        from.isEmpty() ? List.of(column) : from,
        action(values.text("onDelete")),
        action(values.text("onUpdate")));
  }

  private static ReferencesSpec.Action action(String text) {
    return ReferencesSpec.Action.valueOf(text.toUpperCase(Locale.ROOT).replace(' ', '_'));
  }

  private static IndexSpec index(Values values) {
    var columns = values.texts("columns").stream().map(IndexPart::column).toList();
    return new IndexSpec(
        values.text("name"),
        columns.isEmpty() ? values.list("parts", Build::part) : columns,
        values.texts("include"),
        values.text("method"),
        values.optionalText("where"),
        values.bool("unique"),
        values.bool("nullsNotDistinct"),
        values.bool("constraint"));
  }

  private static IndexPart part(Values values) {
    return new IndexPart(
        values.optionalText("column"),
        values.optionalText("expression"),
        values.text("order").equals("desc"),
        values
            .optionalText("nulls")
            .map(nulls -> IndexPart.Nulls.valueOf(nulls.toUpperCase(Locale.ROOT))),
        values.optionalText("operatorClass"));
  }

  private static WritersSpec writers(Values values) {
    return new WritersSpec(
        WritersSpec.Gate.valueOf(values.text("gate").toUpperCase(Locale.ROOT)),
        values.duration("quiet"),
        values.integer("minChanges"),
        values.text("bridge").equals("keep")
            ? WritersSpec.Bridge.KEEP
            : WritersSpec.Bridge.UNTIL_PROVEN,
        values.bool("approval"));
  }

  private static LimitsSpec limits(Values values) {
    return new LimitsSpec(
        values.integer("rangesInFlight"),
        values.integer("rangeRows"),
        values.duration("chunkTarget"),
        values.duration("lockTimeout"),
        LimitsSpec.Scattering.valueOf(values.text("scatter").toUpperCase(Locale.ROOT)),
        pace(values),
        LimitsSpec.Vacuum.valueOf(values.text("vacuum").toUpperCase(Locale.ROOT)),
        values.bool("allowRebuild"));
  }

  private static PaceSpec pace(Values limits) {
    if (limits.isOff("pace")) {
      return PaceSpec.OFF;
    }
    var values = limits.in("pace");
    return new PaceSpec(
        values.durationOrOff("replicaLag"),
        values.durationOrOff("commitLatency"),
        values.numberOrOff("slowdown"),
        values.integerOrOff("activeSessions"),
        values.integerOrOff("lockWaiters"),
        values.sizeOrOff("walRate"),
        values.sizeOrOff("slotBytes"),
        values.durationOrOff("changeLag"),
        PaceSpec.Autovacuum.valueOf(values.text("autovacuum").toUpperCase(Locale.ROOT)),
        values.given("query") ? Optional.of(query(values.in("query"))) : Optional.empty(),
        values.integerOrOff("historyLength"),
        values.integerOrOff("redoLog"),
        values.durationOrOff("semiSyncWait"),
        values.given("criticalSlotBytes")
            ? values.sizeOrOff("criticalSlotBytes")
            : Optional.of(PaceSpec.criticalSlotBytes(values.sizeOrOff("slotBytes"))));
  }

  private static PaceSpec.Query query(Values values) {
    return new PaceSpec.Query(values.text("sql"), values.number("max"));
  }
}
