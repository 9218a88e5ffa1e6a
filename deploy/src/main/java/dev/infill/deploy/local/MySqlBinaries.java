package dev.infill.deploy.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * MySQL 8.0.12, the official build, from an archive on the class path. The two libraries that it
 * needs of the operating system come from Debian's packages where they are missing.
 */
final class MySqlBinaries {
  private static final String ARCHIVE = "/mysql-Linux-amd64.tar.gz";
  private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(1);

  private MySqlBinaries() {}

  /**
   * @throws IOException when this machine is of a kind for which there is none, or lacks a library
   *     that can't be fetched
   */
  static MySqlProgram unpacked(Path cache) throws IOException {
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    if (!List.of("amd64", "x86_64").contains(machine)) {
      throw new IOException("No MySQL 8.0 server comes with Infill for " + machine);
    }
    Path home =
        UnpackedFolder.of(
            cache,
            "mysql-8.0.12",
            "bin/mysqld",
            folder -> {
              try (var tar = new TarArchiveInputStream(new GzipCompressorInputStream(open()))) {
                UnpackedFolder.unpack(tar, folder);
              }
            });
    var bare = program(home, Map.of());
    if (runs(bare)) {
      return bare;
    }
    var helped = program(home, Map.of("LD_LIBRARY_PATH", libraries(cache).toString()));
    version(helped);
    return helped;
  }

  private static MySqlProgram program(Path home, Map<String, String> environment) {
    return new MySqlProgram(
        List.of(
            home.resolve("bin/mysqld").toString(),
            "--no-defaults",
            "--basedir=" + home,
            "--lc-messages-dir=" + home.resolve("share"),
            "--character-sets-dir=" + home.resolve("share/charsets")),
        environment);
  }

  private static boolean runs(MySqlProgram program) {
    try {
      version(program);
      return true;
    } catch (IOException e) {
      return false; // the loader found no such library
    }
  }

  private static void version(MySqlProgram program) throws IOException {
    var command = new ArrayList<>(program.command());
    command.add("--version");
    Commands.run(command, program.environment(), Path.of("/"), ANSWERS_WITHIN);
  }

  /** From a suite old enough that its libraries run on any system that is still in use. */
  private static Path libraries(Path cache) throws IOException {
    String folder = "usr/lib/x86_64-linux-gnu";
    return UnpackedFolder.of(
            cache,
            "mysql-8.0.12-libraries",
            folder + "/libaio.so.1",
            root -> {
              if (!AptPackages.available()) {
                throw new IOException(
                    "MySQL 8.0 needs libaio.so.1 and libnuma.so.1, and no apt-get is at hand");
              }
              new AptPackages("bookworm").unpack(root, "libaio1", "libnuma1");
            })
        .resolve(folder);
  }

  private static InputStream open() throws IOException {
    InputStream stream = MySqlBinaries.class.getResourceAsStream(ARCHIVE);
    if (stream == null) {
      throw new IOException("The class path lacks " + ARCHIVE);
    }
    return new BufferedInputStream(stream);
  }
}
