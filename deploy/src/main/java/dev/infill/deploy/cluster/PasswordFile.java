package dev.infill.deploy.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/** A password that nobody chose, in a file that nobody else may read. */
public final class PasswordFile {
  private PasswordFile() {}

  /**
   * Makes the file, and returns the password in it: letters and digits.
   *
   * @throws IOException also when the file is there already
   */
  public static String create(Path file) throws IOException {
    String password = newPassword();
    writePrivately(file, password);
    return password;
  }

  private static String newPassword() {
    var text = new StringBuilder();
    var random = new SecureRandom();
    for (int i = 0; i < 24; i++) {
      text.append("abcdefghijkmnpqrstuvwxyz23456789".charAt(random.nextInt(32)));
    }
    return text.toString();
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }
}
