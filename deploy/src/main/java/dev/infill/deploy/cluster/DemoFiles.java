package dev.infill.deploy.cluster;

import dev.infill.deploy.client.ApiClient.NamedText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The files that the demo submits, for as many shards as it has. */
public final class DemoFiles {
  /** So many shards are rolled out in waves. */
  private static final int WAVES = 3;

  private static final String ROLLOUT =
      """
      # The first shard alone, then half of them, then all.
      rollout: { canary: [shard-0], waves: [50%, 100%], soak: 5s }
      """;

  private DemoFiles() {}

  public static boolean inWaves(int shards) {
    return shards >= WAVES;
  }

  public static NamedText spec(int shards) throws IOException {
    NamedText spec = resource("users-email-lower.yaml");
    return inWaves(shards) ? new NamedText(spec.name(), spec.text() + ROLLOUT) : spec;
  }

  /**
   * The resource with a line for each shard.
   *
   * @param password the file with the password of Infill's role
   */
  public static NamedText fleet(List<DemoShard> shards, Path password) throws IOException {
    NamedText template = resource("fleet.yaml");
    int last = template.text().indexOf("  - ");
    String line = template.text().substring(last);
    String lines =
        shards.stream()
            .map(shard -> line.formatted(shard.id(), shard.url(), password))
            .collect(Collectors.joining());
    return new NamedText(template.name(), template.text().substring(0, last) + lines);
  }

  private static NamedText resource(String name) throws IOException {
    try (var stream = DemoFiles.class.getResourceAsStream("/demo/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("the program was built without demo/" + name);
      }
      return new NamedText(name, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
