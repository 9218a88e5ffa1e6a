package dev.infill.worker.debezium.mysql;

import dev.infill.common.jdbc.BinlogNote;
import dev.infill.common.message.Capture;
import dev.infill.common.message.Position;
import dev.infill.common.mysql.MarksTable;
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
 * MySQL's log, for one run of an engine: from the last position that is known, or else from where
 * the capture was begun.
 */
final class BinaryLog implements ServerLog {
  private final Capture capture;
  private final Surroundings around;
  private final BinlogWatch watch;
  private final BinlogNote note;
  private final Progress progress;
  private final Records records;
  private final Run run;
  private final boolean byNames;

  BinaryLog(
      Capture capture,
      Surroundings around,
      BinlogWatch watch,
      BinlogNote note,
      Progress progress,
      boolean byNames) {
    this.capture = capture;
    this.around = around;
    this.watch = watch;
    this.note = note;
    this.progress = progress;
    this.records = new Records(capture);
    this.byNames = byNames;
    Position position = progress.position();
    this.run =
        new Run(
            EngineSettings.name(capture),
            capture,
            Offsets.of(position, byNames),
            Offsets.definitions(note),
            position.definitions());
  }

  @Override
  public void checkReadable() throws ShardFailure {
    watch.checkUnchanged(note);
    watch.checkReadable(progress.position());
  }

  @Override
  public void checkUnchanged() throws ShardFailure {
    watch.checkUnchanged(note);
  }

  @Override
  public void mark(MarkKind kind, String content) throws ShardFailure {
    watch.mark(
        switch (kind) {
          case START -> MarksTable.Kind.START;
          case BARRIER -> MarksTable.Kind.BARRIER;
          case MOVE -> MarksTable.Kind.MOVE;
          case OWN, BRIDGE ->
              throw new IllegalArgumentException("no such mark is put into a table: " + kind);
        },
        content);
  }

  @Override
  public Properties settings() throws ShardFailure, SQLException {
    return EngineSettings.of(
        run.name(),
        capture,
        new EngineSettings.Reader(watch.readerId(), watch.server(), around.password(capture)),
        byNames);
  }

  @Override
  public Seen read(SourceRecord record) {
    return records.read(record);
  }

  @Override
  public void awaitVisible(Set<String> transactions) throws InterruptedException {
    watch.awaitVisible(transactions);
  }

  @Override
  public void passed(SourceRecord last) {
    progress.reached(Offsets.position(capture.id(), note.id(), last.sourceOffset(), run.altered()));
  }

  @Override
  public void tend(Reporter reporter) {
    progress.keep();
  }

  @Override
  public long retainedBytes() throws ShardFailure {
    return watch.bytesFrom(progress.position());
  }

  @Override
  public long takeOwnRows() {
    return run.ownRows().sumThenReset();
  }

  @Override
  public void close() throws SQLException {
    run.close();
    progress.keep();
    watch.close();
  }
}
