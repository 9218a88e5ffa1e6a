package dev.infill.deploy;

import dev.infill.deploy.cli.Cli;
import dev.infill.deploy.local.Shutdown;

/** The program {@code infill}. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Shutdown shutdown = Shutdown.ofProcess();
    int code = new Cli(System.getenv(), System.out, System.err, shutdown).execute(arguments);
    shutdown.close();
    System.exit(code);
  }
}
