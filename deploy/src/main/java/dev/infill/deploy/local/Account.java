package dev.infill.deploy.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Who this process runs as, and how a server that refuses to run as root is run nevertheless.
 *
 * @param uid the user's number
 */
record Account(int uid) {
  /** The user and group that own nothing: nobody, on every Linux. */
  static final int NOBODY = 65534;

  static Account current() {
    try {
      return new Account((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read /proc/self", e);
    }
  }

  boolean isRoot() {
    return uid == 0;
  }

  /** Whether any user may walk through the folder and all above it. */
  static boolean othersMayWalk(Path folder) throws IOException {
    for (Path at = folder.toRealPath(); at != null; at = at.getParent()) {
      if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What goes before a command so that it runs as somebody else than root, having given them the
   * folder; empty for an ordinary user.
   *
   * @param folder the command's own; it is given away with all that is in it where that is needed
   * @param needed what the command must be able to reach
   * @throws IOException when this machine has no way
   */
  List<String> withoutRoot(Path folder, Path... needed) throws IOException {
    if (!isRoot()) {
      return List.of();
    }
    var nobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    if (reachable(folder, needed) && runs(nobody)) {
      giveAway(folder);
      return nobody;
    }
    // A user namespace without a map: still the owner of root's files, but with a number that isn't
    // 0.
    var namespace = List.of("unshare", "--user");
    if (runs(namespace)) {
      return namespace;
    }
    throw new IOException(
        "PostgreSQL does not run as root, and neither setpriv nor unshare can run it as another"
            + " user here (is "
            + folder
            + " below a folder closed to other users?). Run infill as an ordinary user, or set"
            + " XDG_CACHE_HOME to an open folder.");
  }

  private static boolean reachable(Path folder, Path... needed) throws IOException {
    // The folder itself is given away, so only those above it matter.
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null && !othersMayWalk(parent)) {
      return false;
    }
    for (Path path : needed) {
      if (!othersMayWalk(path)) {
        return false;
      }
    }
    return true;
  }

  private static void giveAway(Path folder) throws IOException {
    try (var all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        Files.setAttribute(path, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", NOBODY, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** Whether a wrapper exists here and lets a command run. */
  static boolean runs(List<String> wrapper) {
    var command = new java.util.ArrayList<>(wrapper);
    command.add("true");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
