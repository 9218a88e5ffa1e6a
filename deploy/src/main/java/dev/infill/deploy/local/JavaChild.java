package dev.infill.deploy.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A child that is another JVM with this one's class path. */
public final class JavaChild {
  /** What the launcher gives its JVM too, and says why. */
  private static final List<String> AS_LAUNCHED =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  private JavaChild() {}

  /**
   * @param main the class whose {@code main} runs
   * @param vmOptions such as {@code -Xmx192m}
   */
  public static ChildProcess.Plan of(
      String name,
      Class<?> main,
      List<String> vmOptions,
      List<String> arguments,
      Map<String, String> environment,
      Path log) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(AS_LAUNCHED);
    command.addAll(vmOptions);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return new ChildProcess.Plan(name, command, environment, log, "KILL", List.of());
  }
}
