package dev.infill.worker.debezium;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.kafka.MessageProducer;
import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Capture;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.OwnWritesSeen;
import dev.infill.common.message.Event.PartitionsGone;
import dev.infill.common.message.FailureKind;
import dev.infill.common.settings.MissingSecretException;
import dev.infill.common.settings.Secrets;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.CaptureSource;
import dev.infill.worker.port.CaptureStarter;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one capture until it is closed or lost: starts an engine, watches it, and starts the next
 * one when it ends, for ever. A capture that is lost says so once and ends by itself.
 */
public final class PostgresCapture implements CaptureStarter.Running {
  /**
   * What every capture of a worker shares.
   *
   * @param connections to the shards
   * @param secrets finds their passwords
   * @param captures tells whether a capture shall still run
   */
  public record Surroundings(
      ShardConnections connections,
      Secrets secrets,
      CaptureSource captures,
      Messages messages,
      MessageProducer producer) {}

  private static final Logger LOG = LoggerFactory.getLogger(PostgresCapture.class);
  private static final Duration FIRST_REST = Duration.ofMillis(100);
  private static final Duration LONGEST_REST = Duration.ofSeconds(2);

  /** How often a running engine's publication, server and table are looked at. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private static final Duration CLOSE = Duration.ofSeconds(3);

  private final Capture capture;
  private final Surroundings around;
  private final Reporter reporter;
  private final Stop.Switch stop = new Stop.Switch();
  private final Thread thread;

  /**
   * @param reporter is told when the capture is lost; used by this capture alone
   */
  public PostgresCapture(Capture capture, Surroundings around, Reporter reporter) {
    this.capture = capture;
    this.around = around;
    this.reporter = reporter;
    this.thread = Thread.ofPlatform().daemon().name("capture-" + capture.id()).unstarted(this::run);
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** Ends the engine and waits for it, some seconds at most; what was not confirmed comes again. */
  @Override
  public void close() {
    stop.ask();
    thread.interrupt();
    try {
      if (!thread.join(CLOSE)) {
        LOG.warn("a capture does not end: migration={}", capture.id());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    RetryPolicy<Void> policy =
        RetryPolicy.<Void>builder()
            .handleIf(failure -> !stop.asked() && !(failure instanceof LostException))
            .withMaxAttempts(-1)
            .withBackoff(FIRST_REST, LONGEST_REST)
            .onRetry(retry -> tell(retry.getLastException()))
            .build();
    try {
      LOG.info("capture begins: migration={} slot={}", capture.id(), capture.slot());
      while (!stop.askedWithin(FIRST_REST)) {
        Failsafe.with(policy).run(this::runEngine);
      }
      LOG.info("capture ends: migration={}", capture.id());
    } catch (LostException e) {
      lost(e);
    } catch (InterruptedException e) {
      LOG.info("capture ends: migration={}", capture.id());
    } catch (FailsafeException e) {
      if (!stop.asked()) {
        LOG.error("capture ends: migration={}", capture.id(), e);
      }
    }
  }

  /** Returns when an engine that had proven itself ended; throws when it did not come so far. */
  private void runEngine() throws ShardFailure, SQLException, InterruptedException {
    try (SlotWatch watch = SlotWatch.open(capture, around.connections())) {
      watch.checkSlot();
      var proof = new StartProof(watch);
      proof.writeFirst();
      var handler =
          new CaptureHandler(
              capture, around.messages(), around.producer(), proof, watch::awaitVisible);
      try (var engine =
          Engine.start(
              EngineSettings.of(capture, watch.server(), watch.version(), password()), handler)) {
        engine.awaitTask();
        proof.writeSecond();
        while (!engine.endedWithin(LOOK)) {
          watch.checkPublication();
          tellGone(watch);
          watch.keepMoving();
          tellOwnRows(handler);
        }
        if (proof.given() && !stop.asked()) {
          LOG.warn(
              "capture ended, begins again: migration={} reason={}", capture.id(), engine.reason());
        }
        engine.rethrow(proof.given());
      } finally {
        tellOwnRows(handler);
      }
    }
  }

  private void tellOwnRows(CaptureHandler handler) {
    long rows = handler.takeOwnRows();
    if (rows > 0) {
      reporter.report(capture.id(), new OwnWritesSeen(rows));
    }
  }

  /** Told before it is forgotten, so perhaps twice, but never not at all. */
  private void tellGone(SlotWatch watch) throws ShardFailure, InterruptedException {
    if (!watch.gone().isEmpty()) {
      reporter.report(capture.id(), new PartitionsGone(watch.gone()));
      reporter.awaitKept();
      watch.forgetGone();
    }
  }

  private void tell(Throwable failure) {
    LOG.warn(
        "capture fails, will try again: migration={} reason={}", capture.id(), failure.toString());
  }

  /** A slot that was dropped because the capture shall not run any more is no loss. */
  private void lost(LostException e) {
    try {
      if (around.captures().stands(capture)) {
        LOG.error("capture lost: migration={} reason={}", capture.id(), e.getMessage());
        reporter.report(capture.id(), new CaptureLost(String.valueOf(e.getMessage())));
        reporter.awaitKept();
      }
    } catch (InterruptedException interrupted) {
      LOG.info("capture ends before it could tell that it is lost: migration={}", capture.id());
    }
  }

  private String password() throws ShardFailure {
    try {
      return around.secrets().resolve(capture.shard().password());
    } catch (MissingSecretException e) {
      throw new ShardFailure(
          FailureKind.PERMANENT, "infill.secret", String.valueOf(e.getMessage()), e);
    }
  }
}
