package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a PostgreSQL data folder. */
final class PostgresCluster {
  private static final Pattern MAJOR = Pattern.compile("\\b(\\d+)(\\.\\d+|devel|beta|rc)");
  private static final int FIRST_WITH_BUILTIN_LOCALES = 17;

  private PostgresCluster() {}

  /** Does nothing for one that is complete; begins anew what a killed run left half done. */
  static void initialize(Path data, PostgresSettings settings, List<String> asUser)
      throws IOException {
    // Our own mark: initdb writes PG_VERSION among the first of its files.
    Path complete = data.resolveSibling("initialized");
    if (Files.exists(complete)) {
      return;
    }
    if (Files.exists(data)) {
      DataFolder.delete(data);
    }
    Path password = data.resolveSibling("password");
    try {
      writePrivately(password, settings.password());
      initdb(data, settings, password, asUser);
    } finally {
      Files.deleteIfExists(password);
    }
    Files.createFile(complete);
  }

  /** For the eyes of the folder's owner only, who may be another user than this process. */
  private static void writePrivately(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
    Files.setOwner(file, Files.getOwner(file.getParent()));
  }

  private static void initdb(
      Path data, PostgresSettings settings, Path password, List<String> asUser) throws IOException {
    var command = new ArrayList<>(asUser);
    command.add(settings.bin().resolve("initdb").toString());
    command.addAll(List.of("-D", data.toString(), "-U", settings.user(), "--encoding=UTF8"));
    command.addAll(List.of("--auth=scram-sha-256", "--pwfile=" + password));
    command.addAll(locale(settings.bin()));
    Commands.run(command);
  }

  /** UTF-8 that needs nothing of the operating system where the server brings it. */
  private static List<String> locale(Path bin) throws IOException {
    Matcher version =
        MAJOR.matcher(Commands.run(List.of(bin.resolve("postgres").toString(), "--version")));
    boolean builtin =
        version.find() && Integer.parseInt(version.group(1)) >= FIRST_WITH_BUILTIN_LOCALES;
    return builtin
        ? List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        : List.of("--locale=C.UTF-8");
  }
}
