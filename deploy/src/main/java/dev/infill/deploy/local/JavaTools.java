package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The JDK's tools for other JVMs of this user. */
public final class JavaTools {
  private JavaTools() {}

  /**
   * Has another JVM collect all its garbage; returns when it has.
   *
   * @param pid its process
   * @throws IOException when it can't be asked, or this Java has no {@code jcmd}
   */
  public static void collectGarbage(long pid) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Commands.run(List.of(jcmd, Long.toString(pid), "GC.run"));
  }
}
