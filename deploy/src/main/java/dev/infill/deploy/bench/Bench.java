package dev.infill.deploy.bench;

import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedPostgres;
import dev.infill.deploy.local.PostgresSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs suites one after the other, each on a server that is started for it alone. */
public final class Bench {
  private static final String POSTGRES = "postgres";

  private final List<Suite> suites;
  private final DataFolder folder;
  private final Class<?> program;
  private final Consumer<String> progress;

  /**
   * @param folder where servers and Infill's processes keep their data
   * @param program has the {@code main} of {@code ./infill}, of which these processes are made
   * @param progress told a line for each step
   * @throws IllegalArgumentException for what can't be measured
   */
  public Bench(Order order, DataFolder folder, Class<?> program, Consumer<String> progress) {
    this.suites = order.suites();
    new Ways(folder, program).named(order.ways());
    this.folder = folder;
    this.program = program;
    this.progress = progress;
  }

  /** Forgets what an earlier bench left in the folder. */
  public void clear() throws IOException {
    folder.clear(POSTGRES, InfillProcesses.FOLDER, "logs");
  }

  /**
   * Runs them all.
   *
   * @throws Exception of what failed
   */
  public BenchReport run() throws Exception {
    var reports = new ArrayList<SuiteReport>();
    Optional<Machine> machine = Optional.empty();
    for (Suite suite : suites) {
      folder.clear(POSTGRES, InfillProcesses.FOLDER);
      try (var server =
          EmbeddedPostgres.start(
              folder.folder(POSTGRES),
              folder.log(POSTGRES),
              settings(suite.settings()),
              folder.runFile())) {
        createDatabase(server);
        machine = Optional.of(Machine.of(server));
        reports.add(suite.run(new Suite.Surroundings(server, folder, program, progress)));
      }
    }
    return new BenchReport("postgres", machine.orElseThrow(), reports);
  }

  private static PostgresSettings settings(Map<String, String> its) throws IOException {
    var settings = PostgresSettings.bundled("postgres", "bench");
    for (var setting : its.entrySet()) {
      settings = settings.with(setting.getKey(), setting.getValue());
    }
    return settings;
  }

  private static void createDatabase(EmbeddedPostgres server) throws Exception {
    try (var connection = server.connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + BenchTable.DATABASE);
    }
  }
}
