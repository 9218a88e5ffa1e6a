package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where Infill keeps what may be made again: the user's cache directory. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * The first of the usual folders that can be written. Root gets one that other users may walk
   * through, because PostgreSQL refuses to run as root and root's home is closed to everybody else.
   *
   * @throws IOException when none can be written
   */
  public static Path find() throws IOException {
    var refused = new ArrayList<String>();
    for (Path folder : candidates(System.getenv())) {
      try {
        Files.createDirectories(folder);
        if (!Files.isWritable(folder)) {
          refused.add(folder + " (not writable)");
        } else if (Account.current().isRoot() && !Account.othersMayWalk(folder)) {
          refused.add(folder + " (closed to other users)");
        } else {
          return folder;
        }
      } catch (IOException e) {
        refused.add(folder + " (" + e.getMessage() + ")");
      }
    }
    throw new IOException(
        "No folder to keep data in; set XDG_CACHE_HOME to a writable one. Tried: "
            + String.join(", ", refused));
  }

  static List<Path> candidates(Map<String, String> environment) {
    var folders = new ArrayList<Path>();
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
      folders.add(Path.of(xdg, "infill"));
    }
    folders.add(Path.of(System.getProperty("user.home"), ".cache", "infill"));
    folders.add(Path.of("/var/cache/infill"));
    folders.add(
        Path.of(System.getProperty("java.io.tmpdir"), "infill-" + System.getProperty("user.name")));
    return List.copyOf(folders);
  }
}
