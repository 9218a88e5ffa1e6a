package dev.infill.deploy.cli;

import dev.infill.common.model.Engine;
import java.util.List;
import java.util.Map;

/** What {@code --engine} may say: on which engines a command starts a server, one of each. */
final class EngineNames {
  private static final Map<String, List<Engine>> ENGINES =
      Map.of(
          "postgres", List.of(Engine.POSTGRESQL),
          "mysql", List.of(Engine.MYSQL),
          "mixed", List.of(Engine.POSTGRESQL, Engine.MYSQL));

  private EngineNames() {}

  /** The engines of a name; none for one that is not known. */
  static List<Engine> of(String name) {
    return ENGINES.getOrDefault(name, List.of());
  }

  /** What to tell of a name that is not known. */
  static String unknown(String name) {
    return "--engine must be postgres, mysql or mixed: " + name;
  }
}
