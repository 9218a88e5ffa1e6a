package dev.infill.deploy.e2e;

import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Fleet files for test databases; the password stays in a file of its own, as it should. */
public final class Fleets {
  private Fleets() {}

  /** A fleet of shard-0, shard-1 and so on. */
  public static NamedText of(Path folder, TestDatabase... databases) throws IOException {
    var text =
        new StringBuilder(
            """
            apiVersion: infill/v1
            kind: Fleet
            name: test-fleet
            shards:
            """);
    for (int i = 0; i < databases.length; i++) {
      text.append(shard(folder, i, databases[i].url(), databases[i].user(), databases[i]));
    }
    return new NamedText("fleet.yaml", text.toString());
  }

  /** A fleet of one database, used by another role. */
  public static NamedText of(Path folder, TestDatabase database, String user, String password)
      throws IOException {
    var other =
        new TestDatabase(database.name(), database.url(), user, password, database.adminUrl());
    return of(folder, other);
  }

  private static String shard(
      Path folder, int number, String url, String user, TestDatabase database) throws IOException {
    Path password = folder.resolve("password-" + database.name() + "-" + user);
    Files.writeString(password, database.password() + "\n");
    return "  - { id: shard-%d, url: \"%s\", user: %s, password: \"${file:%s}\" }%n"
        .formatted(number, url, user, password);
  }
}
