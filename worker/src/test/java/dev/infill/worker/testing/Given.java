package dev.infill.worker.testing;

import dev.infill.common.message.Capture;
import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Pace;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Engine;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.worker.port.CaptureSource;
import dev.infill.worker.rows.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values that most tests begin with. */
public final class Given {
  public static final MigrationShard ID = MigrationShard.parse("users/s-1");
  public static final MigrationShard OTHER = MigrationShard.parse("users/s-2");
  public static final RangeId RANGE = new RangeId(1, 7);
  public static final ShardAddress SHARD = shard("s-1");
  public static final ColumnFill FILL =
      ColumnFill.of(
          new TableName("public", "users"),
          List.of(new KeyColumn("id", "bigint")),
          "c",
          "text",
          "lower(email)",
          Sync.DERIVED);
  public static final ChunkLimits LIMITS =
      new ChunkLimits(10, 1_000, Duration.ofMillis(100), Duration.ofSeconds(2));

  /** Quick, and soon at its end. */
  public static final Retry RETRY = new Retry(Duration.ofMillis(1), Duration.ofMillis(2), 4);

  private Given() {}

  public static ShardAddress shard(String name) {
    return new ShardAddress(
        new ShardId(name), Engine.POSTGRESQL, "jdbc:postgresql://h/" + name, "infill", "");
  }

  public static Pace pace(int rangesInFlight) {
    return new Pace(
        ID, rangesInFlight, Duration.ofMillis(100), "the test says so", FakeClock.BEGIN);
  }

  public static Capture capture(MigrationShard id) {
    return new Capture(
        id, shard(id.shard().name()), FILL, "slot", "publication", OwnWrites.FILTERED);
  }

  /** These captures shall run, as the map is when it is asked. */
  public static CaptureSource captures(Map<MigrationShard, Capture> captures) {
    return new CaptureSource() {
      @Override
      public Optional<Capture> find(MigrationShard id) {
        return Optional.ofNullable(captures.get(id));
      }

      @Override
      public boolean stands(Capture capture) {
        return captures.containsValue(capture);
      }
    };
  }
}
