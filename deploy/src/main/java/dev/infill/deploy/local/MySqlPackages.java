package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * MySQL 9 from Debian's packages. Only the unstable suite has it, so it comes with the C library
 * that it was built for, down to the loader, and starts on older systems too.
 *
 * <p>The suite moves on; what was unpacked once stays as it is.
 */
final class MySqlPackages {
  private MySqlPackages() {}

  /**
   * @throws IOException when this machine is of a kind for which there is none, or it can't be
   *     fetched
   */
  static MySqlProgram unpacked(Path cache) throws IOException {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (machine) {
      case "amd64", "x86_64" -> unpacked(cache, "usr/lib/x86_64-linux-gnu", "ld-linux-x86-64.so.2");
      case "aarch64" -> unpacked(cache, "usr/lib/aarch64-linux-gnu", "ld-linux-aarch64.so.1");
      default -> throw new IOException("No MySQL server is packaged for " + machine);
    };
  }

  private static MySqlProgram unpacked(Path cache, String libraries, String loader)
      throws IOException {
    Path root =
        UnpackedFolder.of(
            cache,
            "mysql-9-debian",
            "usr/sbin/mysqld",
            folder -> {
              if (!AptPackages.available()) {
                throw new IOException("No apt-get is at hand to fetch a MySQL server with");
              }
              new AptPackages("unstable").unpackWithDependencies(folder, "mysql-server-core");
            });
    Path usr = root.resolve("usr");
    return new MySqlProgram(
        List.of(
            root.resolve(libraries).resolve(loader).toString(),
            "--library-path",
            root.resolve(libraries) + ":" + usr.resolve("lib"),
            usr.resolve("sbin/mysqld").toString(),
            "--no-defaults",
            "--basedir=" + usr,
            "--lc-messages-dir=" + usr.resolve("share/mysql"),
            "--character-sets-dir=" + usr.resolve("share/mysql/charsets"),
            "--plugin-dir=" + usr.resolve("lib/mysql/plugin")),
        Map.of());
  }
}
