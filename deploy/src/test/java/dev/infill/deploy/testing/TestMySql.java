package dev.infill.deploy.testing;

import dev.infill.deploy.local.MySqlSettings;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** How MySQL servers are started; a test is skipped, and says so, where one can't be had. */
public final class TestMySql {
  /** Of the user who may do everything. */
  public static final String PASSWORD = "secret-of-the-tests";

  private static final String USER = "root";

  private TestMySql() {}

  /** MySQL 9 of Debian's packages. */
  public static MySqlSettings packaged() {
    return Packaged.SETTINGS.orSkip();
  }

  /** MySQL 8.0.12, which comes with Infill. */
  public static MySqlSettings bundled() {
    return Bundled.SETTINGS.orSkip();
  }

  /** What was found of a server. */
  private record Found(Optional<MySqlSettings> settings, String reason) {
    static Found of(String what, Finding finding) {
      try {
        return new Found(Optional.of(finding.find()), "");
      } catch (IOException e) {
        say("SKIPPED: no " + what + ": " + e.getMessage());
        return new Found(Optional.empty(), what);
      }
    }

    MySqlSettings orSkip() {
      Assumptions.assumeTrue(settings.isPresent(), reason);
      return settings.orElseThrow();
    }
  }

  private interface Finding {
    MySqlSettings find() throws IOException;
  }

  // The tests' own account of which servers they ran on belongs on the console.
  @SuppressWarnings("SystemOut")
  private static void say(String what) {
    System.out.println("[tests] " + what);
  }

  /** Fetched by the first test that asks. */
  private static final class Packaged {
    static final Found SETTINGS =
        Found.of("MySQL 9 of Debian's packages", () -> MySqlSettings.packaged(USER, PASSWORD));
  }

  /** Unpacked for the first test that asks. */
  private static final class Bundled {
    static final Found SETTINGS =
        Found.of("MySQL 8.0.12", () -> MySqlSettings.bundled(USER, PASSWORD));
  }
}
