package dev.infill.worker.debezium;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.ConnectorCallback;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a Debezium engine. */
final class Engine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private final CompletableFuture<Void> task = new CompletableFuture<>();
  private final CompletableFuture<Ended> ended = new CompletableFuture<>();

  private record Ended(String message, @Nullable Throwable error) {}

  private Engine(Properties settings, CaptureHandler handler) {
    this.engine =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(settings)
            .using(
                new ConnectorCallback() {
                  @Override
                  public void taskStarted() {
                    task.complete(null);
                  }
                })
            .using(
                (boolean success, String message, Throwable error) ->
                    ended.complete(new Ended(String.valueOf(message), error)))
            .notifying(handler)
            .build();
  }

  static Engine start(Properties settings, CaptureHandler handler) {
    var engine = new Engine(settings, handler);
    Thread.ofPlatform().daemon().name("engine-" + settings.getProperty("name")).start(engine::run);
    return engine;
  }

  private void run() {
    try {
      engine.run();
      ended.complete(new Ended("it ended", null));
    } catch (RuntimeException e) {
      ended.complete(new Ended(String.valueOf(e.getMessage()), e));
    }
  }

  /**
   * Waits until the engine has its slot, or has ended.
   *
   * @throws IllegalStateException when neither comes
   */
  void awaitTask() throws InterruptedException {
    try {
      CompletableFuture.anyOf(task, ended).get(START.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the engine does not start", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean endedWithin(Duration wait) throws InterruptedException {
    try {
      ended.get(wait.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Why it ended: the innermost cause says most. */
  String reason() {
    Ended end = ended.join();
    return causes(end.error())
        .reduce((outer, inner) -> inner)
        .map(Throwable::toString)
        .orElse(end.message());
  }

  /**
   * Passes on why it ended.
   *
   * @param proven an engine that was at work may end for any reason but a loss
   */
  void rethrow(boolean proven) {
    Ended end = ended.join();
    causes(end.error())
        .filter(LostException.class::isInstance)
        .map(LostException.class::cast)
        .findFirst()
        .ifPresent(
            lost -> {
              throw lost;
            });
    if (!proven) {
      throw new IllegalStateException("the engine ended: " + reason(), end.error());
    }
  }

  /** Ends it, and waits a little. Confirms what was handled. */
  @Override
  public void close() {
    // The connection's own reads do not heed an interrupt that is meant for us.
    boolean interrupted = Thread.interrupted();
    try {
      engine.close();
      ended.get(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException | IllegalStateException | TimeoutException | ExecutionException e) {
      // It says so when it had ended before, which is the usual case, or is still starting.
      LOG.debug("an engine was not closed: {}", e.toString());
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Stream<Throwable> causes(@Nullable Throwable error) {
    return Stream.<Throwable>iterate(error, cause -> cause != null, Throwable::getCause).limit(20);
  }
}
