package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Debian's packages, fetched and unpacked into a folder of our own. The machine's own packages,
 * lists and sources are neither read nor changed, and nothing needs root.
 */
final class AptPackages {
  private static final Path KEYS = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
  private static final Duration FETCHED_WITHIN = Duration.ofMinutes(8);

  private final String suite;

  /**
   * @param suite such as {@code bookworm}
   */
  AptPackages(String suite) {
    this.suite = suite;
  }

  /** Whether this machine can fetch any. */
  static boolean available() {
    return Files.isReadable(KEYS)
        && Files.isExecutable(Path.of("/usr/bin/apt-get"))
        && Files.isExecutable(Path.of("/usr/bin/dpkg-deb"));
  }

  /** Unpacks packages with all that they depend on. */
  void unpackWithDependencies(Path into, String... packages) throws IOException {
    unpack(into, List.of("install", "-y", "--no-install-recommends", "--download-only"), packages);
  }

  /** Unpacks these packages alone. */
  void unpack(Path into, String... packages) throws IOException {
    unpack(into, List.of("download"), packages);
  }

  private void unpack(Path into, List<String> how, String... packages) throws IOException {
    Path own = Files.createTempDirectory(into, "apt-");
    try {
      Path archives = prepare(own);
      aptGet(own, archives, List.of("update"));
      var fetching = new ArrayList<>(how);
      fetching.addAll(List.of(packages));
      aptGet(own, archives, fetching);
      try (var debs = Files.newDirectoryStream(archives, "*.deb")) {
        for (Path deb : debs) {
          Commands.run(List.of("dpkg-deb", "-x", deb.toString(), into.toString()));
        }
      }
    } finally {
      DataFolder.delete(own);
    }
  }

  private Path prepare(Path own) throws IOException {
    Files.createDirectories(own.resolve("state/lists/partial"));
    Files.createFile(own.resolve("status"));
    Files.writeString(
        own.resolve("sources.list"),
        "deb [signed-by=" + KEYS + "] http://deb.debian.org/debian " + suite + " main\n");
    Path archives = own.resolve("cache/archives");
    Files.createDirectories(archives.resolve("partial"));
    return archives;
  }

  private static void aptGet(Path own, Path archives, List<String> what) throws IOException {
    var command = new ArrayList<>(List.of("apt-get", "-q"));
    for (String setting :
        List.of(
            "Dir::Etc::sourcelist=" + own.resolve("sources.list"),
            "Dir::Etc::sourceparts=/dev/null",
            "Dir::State=" + own.resolve("state"),
            "Dir::State::status=" + own.resolve("status"),
            "Dir::Cache=" + own.resolve("cache"),
            "Acquire::Languages=none",
            "Acquire::Retries=3",
            // A suite that has ended, or a mirror that stands still, serves as well.
            "Acquire::Check-Valid-Until=false",
            // The user that apt would fetch as can't write here.
            "APT::Sandbox::User=root")) {
      command.add("-o");
      command.add(setting);
    }
    command.addAll(what);
    Commands.run(command, Map.of("DEBIAN_FRONTEND", "noninteractive"), archives, FETCHED_WITHIN);
  }
}
