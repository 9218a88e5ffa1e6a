package dev.infill.worker.debezium.postgres;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Event.PartitionsGone;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.debezium.MarkKind;
import dev.infill.worker.debezium.Seen;
import dev.infill.worker.debezium.ServerLog;
import dev.infill.worker.debezium.Surroundings;
import dev.infill.worker.port.Reporter;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * PostgreSQL's log, through a replication slot. The slot is the only position: Debezium moves it
 * when the keys before it are in Kafka.
 */
public final class PostgresLog implements ServerLog {
  private final Capture capture;
  private final Surroundings around;
  private final SlotWatch watch;

  private PostgresLog(Capture capture, Surroundings around, SlotWatch watch) {
    this.capture = capture;
    this.around = around;
    this.watch = watch;
  }

  public static PostgresLog open(Capture capture, Surroundings around) throws ShardFailure {
    return new PostgresLog(capture, around, SlotWatch.open(capture, around.connections()));
  }

  @Override
  public void checkReadable() throws ShardFailure {
    watch.checkSlot();
  }

  @Override
  public void checkUnchanged() throws ShardFailure {
    watch.checkPublication();
  }

  @Override
  public void mark(MarkKind kind, String content) throws ShardFailure {
    watch.mark(kind, content);
  }

  @Override
  public Properties settings() throws ShardFailure, SQLException {
    return EngineSettings.of(capture, watch.server(), watch.version(), around.password(capture));
  }

  @Override
  public Seen read(SourceRecord record) {
    return Records.read(record, capture.id(), capture.fill());
  }

  @Override
  public void awaitVisible(Set<String> transactions) throws InterruptedException {
    watch.awaitVisible(transactions);
  }

  /** Debezium confirms it to the slot. */
  @Override
  public void passed(SourceRecord last) {}

  @Override
  public void tend(Reporter reporter) throws ShardFailure, InterruptedException {
    tellGone(reporter);
    watch.keepMoving();
  }

  /** Told before it is forgotten, so perhaps twice, but never not at all. */
  private void tellGone(Reporter reporter) throws ShardFailure, InterruptedException {
    if (!watch.gone().isEmpty()) {
      reporter.report(capture.id(), new PartitionsGone(watch.gone()));
      reporter.awaitKept();
      watch.forgetGone();
    }
  }

  @Override
  public long retainedBytes() throws ShardFailure {
    return watch.retainedBytes();
  }

  /** What the server does not filter comes as records. */
  @Override
  public long takeOwnRows() {
    return 0;
  }

  @Override
  public void close() throws SQLException {
    watch.close();
  }
}
