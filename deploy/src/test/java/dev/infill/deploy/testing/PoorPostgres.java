package dev.infill.deploy.testing;

import dev.infill.deploy.local.EmbeddedPostgres;
import dev.infill.deploy.local.PostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of its own that can't be captured from: no logical WAL, no slot, no replication
 * connection. It can become a standby, of nobody, for good.
 */
public final class PoorPostgres implements AutoCloseable {
  private static final AtomicInteger SERVERS = new AtomicInteger();

  private final Path folder;
  private final EmbeddedPostgres server;

  public PoorPostgres() throws IOException {
    var test = TestFolder.get();
    String name = "postgres-poor-" + SERVERS.incrementAndGet();
    this.folder = test.folder(name);
    this.server =
        EmbeddedPostgres.start(
            folder,
            test.log(name),
            PostgresSettings.bundled("postgres", "test")
                .with("wal_level", "replica")
                .with("max_wal_senders", "0")
                .with("max_replication_slots", "0")
                .with("max_prepared_transactions", "1")
                .with("fsync", "off"),
            test.runFile());
  }

  /** Its only database. */
  public TestDatabase database() {
    String url = server.jdbcUrl("postgres");
    return new TestDatabase("postgres", url, server.user(), server.password(), url);
  }

  /** Starts it again as one that waits for a primary's WAL. */
  public void becomeStandby() throws IOException {
    server.close();
    Path data = folder.resolve("data");
    Path signal = Files.createFile(data.resolve("standby.signal"));
    Files.setOwner(signal, Files.getOwner(data));
    server.startAgain();
  }

  @Override
  public void close() {
    server.close();
  }
}
