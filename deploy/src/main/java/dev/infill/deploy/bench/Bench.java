package dev.infill.deploy.bench;

import dev.infill.common.model.Engine;
import dev.infill.deploy.local.DataFolder;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs suites one after the other, each on a server that is started for it alone. */
public final class Bench {
  private final Engine engine;
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
    this.engine = order.engine();
    this.suites = order.suites();
    new Ways(engine, folder, program).named(order.ways());
    this.folder = folder;
    this.program = program;
    this.progress = progress;
  }

  /** Forgets what an earlier bench left in the folder. */
  public void clear() throws IOException {
    folder.clear(PostgresServer.FOLDER, MySqlServer.FOLDER, InfillProcesses.FOLDER, "logs");
  }

  /**
   * Runs them all.
   *
   * @throws Exception of what failed
   */
  public BenchReport run() throws Exception {
    tellTools();
    var reports = new ArrayList<SuiteReport>();
    Optional<Machine> machine = Optional.empty();
    for (Suite suite : suites) {
      folder.clear(PostgresServer.FOLDER, MySqlServer.FOLDER, InfillProcesses.FOLDER);
      try (var server = start(suite.settings(engine))) {
        machine = Optional.of(Machine.of(server));
        reports.add(suite.run(new Suite.Surroundings(engine, server, folder, program, progress)));
      }
    }
    return new BenchReport(Order.name(engine), machine.orElseThrow(), reports);
  }

  private BenchServer start(Map<String, String> settings) throws IOException, SQLException {
    return switch (engine) {
      case POSTGRESQL -> PostgresServer.start(folder, settings);
      case MYSQL -> MySqlServer.start(folder, settings);
    };
  }

  private void tellTools() {
    if (engine == Engine.MYSQL) {
      for (var kind : OnlineTool.Kind.values()) {
        progress.accept(
            kind.program
                + (new OnlineTool(kind).isThere()
                    ? " is on the path, and can be measured too"
                    : " is not on the path, and is not measured"));
      }
    }
  }
}
