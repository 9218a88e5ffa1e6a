package dev.infill.deploy.local;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The PostgreSQL server that comes with Infill, unpacked once for all runs of all versions that
 * bring the same one.
 */
final class PostgresBinaries {
  private PostgresBinaries() {}

  /**
   * The folder with {@code initdb} and {@code postgres}.
   *
   * @throws IOException when this machine is of a kind for which none comes along, or it can't be
   *     unpacked
   */
  static Path unpacked(Path cache) throws IOException {
    String archive = "/postgres-linux-" + machine() + ".txz";
    Path home =
        UnpackedFolder.of(
            cache,
            "postgres-18.6-" + fingerprint(archive),
            "bin/postgres",
            folder -> {
              try (var tar =
                  new TarArchiveInputStream(new XZCompressorInputStream(open(archive)))) {
                UnpackedFolder.unpack(tar, folder);
              }
            });
    return home.resolve("bin");
  }

  private static String machine() {
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (arch) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64" -> "arm_64";
      default -> arch;
    };
  }

  private static InputStream open(String archive) throws IOException {
    InputStream stream = PostgresBinaries.class.getResourceAsStream(archive);
    if (stream == null) {
      throw new IOException(
          "No PostgreSQL server comes with Infill for this machine ("
              + System.getProperty("os.name")
              + ", "
              + System.getProperty("os.arch")
              + "); use a server of your own with: infill run");
    }
    return new BufferedInputStream(stream);
  }

  private static String fingerprint(String archive) throws IOException {
    try (var stream = open(archive)) {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
