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
          "-XX:+IgnoreUnrecognizedVMOptions",
          "--sun-misc-unsafe-memory-access=allow",
          "--enable-native-access=ALL-UNNAMED");

  /** The first compiler alone: most of what we do waits for servers. */
  private static final List<String> FIRST_COMPILER = List.of("-XX:TieredStopAtLevel=1");

  /**
   * Both compilers, the second one for what is ten times as hot as it would take by itself: a
   * worker reads and decrypts logs for hours, and hardly anything else in it is hot.
   */
  private static final List<String> BOTH_COMPILERS =
      List.of(
          "-XX:Tier4InvocationThreshold=50000",
          "-XX:Tier4MinInvocationThreshold=6000",
          "-XX:Tier4CompileThreshold=150000",
          "-XX:Tier4BackEdgeThreshold=400000");

  private JavaChild() {}

  /**
   * @param main the class whose {@code main} runs
   * @param vmOptions such as {@code -Xmx192m}; these overrule what the command has by itself
   * @param arguments the command first
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
    command.addAll(compilers(arguments.getFirst()));
    command.addAll(vmOptions);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    return new ChildProcess.Plan(name, command, environment, log, "KILL", List.of());
  }

  /** What the launcher gives a command. */
  static List<String> compilers(String command) {
    return command.equals("worker") ? BOTH_COMPILERS : FIRST_COMPILER;
  }
}
