package dev.infill.deploy.bench;

import dev.infill.common.model.Engine;
import dev.infill.deploy.local.DataFolder;
import java.util.Map;
import java.util.function.Consumer;

/** A part of the bench that can run alone. */
interface Suite {
  /**
   * What a suite runs with.
   *
   * @param engine of the server
   * @param server started for this suite alone, with its {@link #settings}; its database is there
   * @param folder where Infill's processes keep their data
   * @param program has the {@code main} of {@code ./infill}, of which these processes are made
   * @param progress told a line for each step
   */
  record Surroundings(
      Engine engine,
      BenchServer server,
      DataFolder folder,
      Class<?> program,
      Consumer<String> progress) {}

  String name();

  /** Settings of the server beyond the usual. */
  Map<String, String> settings(Engine engine);

  /**
   * Measures.
   *
   * @throws Exception when something that was measured did not succeed; the bench then ends
   */
  SuiteReport run(Surroundings around) throws Exception;
}
