package dev.infill.deploy.coordinator;

import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Engine;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.plan.ShardPlan;
import dev.infill.common.plan.ShardPlanner;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardWatch;
import dev.infill.common.shard.Signals;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.WritersSpec;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A shard whose every step succeeds at once, and a migration for it. */
final class WillingShard {
  private static final TableName TABLE = new TableName("public", "users");
  static final TablePlan PLAN =
      new TablePlan(
          ColumnFill.of(
              TABLE,
              List.of(new KeyColumn("id", "bigint")),
              "email_lower",
              "text",
              "lower(email)",
              Sync.DERIVED),
          10_000,
          1 << 20,
          "18",
          OwnWrites.FILTERED,
          "",
          Scatter.off("the test says so"),
          List.of());
  static final Fleet FLEET =
      new Fleet(
          "users",
          List.of(
              new ShardAddress(
                  new ShardId("shard-0"),
                  Engine.POSTGRESQL,
                  "jdbc:postgresql://127.0.0.1:1/app",
                  "infill",
                  "")));

  private WillingShard() {}

  static MigrationSpec spec(String name) {
    return new MigrationSpec(
        new MigrationId(name),
        TABLE,
        List.of(
            new ColumnSpec(
                "email_lower",
                "text",
                "lower(email)",
                Sync.DERIVED,
                new ConstraintsSpec(true, Optional.empty(), Optional.empty()))),
        List.of(),
        new WritersSpec(
            WritersSpec.Gate.APPLICATION,
            Duration.ofSeconds(10),
            5,
            WritersSpec.Bridge.UNTIL_PROVEN),
        new LimitsSpec(4, 1_000, Duration.ofMillis(200), Duration.ofSeconds(2)));
  }

  static ShardPlanner planner() {
    return (spec, shard) -> ShardPlan.refused(List.of());
  }

  static SchemaStore store() {
    return (SchemaStore)
        Proxy.newProxyInstance(
            WillingShard.class.getClassLoader(),
            new Class<?>[] {SchemaStore.class},
            (proxy, method, args) -> answer(method));
  }

  /** A server with nobody at it. */
  private static final class Alone implements ShardWatch {
    @Override
    public Signals look(PlannedShard shard) {
      return Signals.calm();
    }

    @Override
    public Felt feel(int commits, Duration every) {
      return new Felt(List.of(), true);
    }

    @Override
    public void close() {}
  }

  private static @Nullable Object answer(Method method) {
    return switch (method.getName()) {
      case "survey" -> new SchemaStore.Surveyed(List.of(), Optional.of(PLAN));
      case "slot", "publication" -> "infill_" + method.getName();
      case "cut" -> new SchemaStore.Cut(List.of(Key.of("1000")), true);
      case "changed" -> Optional.empty();
      case "constrain" -> SchemaStore.Offenders.NONE;
      case "watch" -> new Alone();
      default -> null;
    };
  }
}
