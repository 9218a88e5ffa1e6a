package dev.infill.coordinator.lifecycle;

import dev.infill.common.model.MigrationId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.RolloutSpec;
import dev.infill.common.spec.ScheduleSpec;
import dev.infill.common.spec.WindowsSpec;
import dev.infill.common.spec.WritersSpec;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A spec to begin a test with: NOT NULL, the application's gate, two ranges in flight. */
final class SpecBuilder {
  static final Duration QUIET = Duration.ofMinutes(10);
  static final int MIN_CHANGES = 5;

  private Gate gate = Gate.APPLICATION;
  private Bridge bridge = Bridge.UNTIL_PROVEN;
  private boolean notNull = true;
  private Optional<String> defaultValue = Optional.empty();
  private List<IndexSpec> indexes = List.of();
  private int rangesInFlight = 2;
  private int minChanges = MIN_CHANGES;
  private boolean approval;
  private String name = "users-email-lower";
  private ScheduleSpec schedule = ScheduleSpec.NONE;

  static SpecBuilder spec() {
    return new SpecBuilder();
  }

  SpecBuilder gate(Gate value) {
    gate = value;
    return this;
  }

  SpecBuilder trigger(Bridge value) {
    bridge = value;
    return gate(Gate.TRIGGER);
  }

  /** A person is asked as well. */
  SpecBuilder approval(boolean value) {
    approval = value;
    return this;
  }

  /** Steps to constrain by: an index, a default, NOT NULL. */
  SpecBuilder threeSteps() {
    indexes = List.of(new IndexSpec("users_email_idx", List.of("email_lower"), false));
    defaultValue = Optional.of("''");
    return this;
  }

  SpecBuilder noSteps() {
    notNull = false;
    return this;
  }

  SpecBuilder rangesInFlight(int value) {
    rangesInFlight = value;
    return this;
  }

  SpecBuilder minChanges(int value) {
    minChanges = value;
    return this;
  }

  SpecBuilder windows(WindowsSpec value) {
    schedule = schedule.with(value);
    return this;
  }

  SpecBuilder rollout(RolloutSpec value) {
    schedule =
        new ScheduleSpec(
            schedule.windows(),
            Optional.of(value),
            schedule.after(),
            schedule.priority(),
            schedule.sharedRanges());
    return this;
  }

  SpecBuilder after(String... migrations) {
    schedule =
        new ScheduleSpec(
            schedule.windows(),
            schedule.rollout(),
            Stream.of(migrations).map(MigrationId::new).toList(),
            schedule.priority(),
            schedule.sharedRanges());
    return this;
  }

  SpecBuilder priority(int value) {
    schedule =
        new ScheduleSpec(
            schedule.windows(),
            schedule.rollout(),
            schedule.after(),
            value,
            schedule.sharedRanges());
    return this;
  }

  SpecBuilder sharedRanges(int value) {
    schedule =
        new ScheduleSpec(
            schedule.windows(),
            schedule.rollout(),
            schedule.after(),
            schedule.priority(),
            Optional.of(value));
    return this;
  }

  SpecBuilder name(String value) {
    name = value;
    return this;
  }

  MigrationSpec build() {
    var limits =
        new LimitsSpec(rangesInFlight, 1_000, Duration.ofMillis(200), Duration.ofSeconds(2));
    return new MigrationSpec(
            new MigrationId(name),
            new TableName("public", "users"),
            List.of(
                new ColumnSpec(
                    "email_lower",
                    "text",
                    "lower(email)",
                    Sync.DERIVED,
                    new ConstraintsSpec(notNull, defaultValue, Optional.empty()))),
            indexes,
            new WritersSpec(gate, QUIET, minChanges, bridge, approval),
            limits)
        .with(limits, schedule);
  }
}
