package dev.infill.deploy.testing;

import dev.infill.deploy.local.EmbeddedKafka;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Kafka that all tests of this JVM share: the one that {@code INFILL_TEST_KAFKA} names, else a
 * broker in this JVM. It says which.
 */
public final class TestKafka {
  private static final String ENV = "INFILL_TEST_KAFKA";
  private static final AtomicInteger PREFIXES = new AtomicInteger();

  private TestKafka() {}

  /** What clients are given as {@code bootstrap.servers}. */
  public static String bootstrapServers() {
    return Shared.BOOTSTRAP;
  }

  /** A prefix for topics and groups that no other test has. */
  public static String prefix() {
    return "t" + ProcessHandle.current().pid() + "-" + PREFIXES.incrementAndGet();
  }

  @SuppressWarnings("SystemOut")
  private static String find() {
    String given = System.getenv(ENV);
    if (given != null && !given.isEmpty()) {
      System.out.println("[tests] Kafka of " + ENV);
      return given;
    }
    System.out.println("[tests] Kafka in this JVM");
    try {
      var broker = EmbeddedKafka.start(TestFolder.get().folder("kafka"), OptionalInt.empty());
      TestFolder.whenDone(broker::close);
      return broker.bootstrapServers();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Started by the first test that asks. */
  private static final class Shared {
    static final String BOOTSTRAP = find();
  }
}
