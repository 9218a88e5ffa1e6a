package dev.infill.deploy.local;

import java.util.List;
import java.util.Map;

/**
 * How one build of the MySQL server is called.
 *
 * @param command the program with the settings that say where its own files are
 * @param environment added to this process's own
 */
record MySqlProgram(List<String> command, Map<String, String> environment) {
  MySqlProgram {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
