package dev.infill.deploy.progress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What the JDK does not tell of the terminal, asked of the shell. */
final class Terminal {
  private static final int DEFAULT_WIDTH = 100;
  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");

  private Terminal() {}

  /** Whether standard output (1) or standard error (2) is a terminal. */
  static boolean isTerminal(int descriptor) {
    try {
      var shell = new ProcessBuilder("sh", "-c", "test -t " + descriptor).inheritIO().start();
      return shell.waitFor(5, TimeUnit.SECONDS) && shell.exitValue() == 0;
    } catch (IOException e) {
      return false; // no shell, no terminal
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Its width in characters now. */
  static int width() {
    try {
      var shell =
          new ProcessBuilder("sh", "-c", "stty size </dev/tty")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var size =
          SIZE.matcher(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      return size.matches() ? Math.max(40, Integer.parseInt(size.group(1)) - 1) : DEFAULT_WIDTH;
    } catch (IOException e) {
      return DEFAULT_WIDTH; // without stty a block that fits most windows will do
    }
  }
}
