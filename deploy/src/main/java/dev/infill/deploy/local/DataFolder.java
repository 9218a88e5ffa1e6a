package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/**
 * The folder in which one run keeps all its data, held by a file lock while the run lives. The lock
 * goes with the process, however it ends.
 */
public final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final RunFile runFile;

  private DataFolder(Path path, FileChannel channel, RunFile runFile) {
    this.path = path;
    this.channel = channel;
    this.runFile = runFile;
  }

  /**
   * Takes the folder, making it where it is missing, and ends the processes that a killed run left
   * in it.
   *
   * @throws DataFolderBusyException when another run holds it, or it is somebody else's
   * @throws IOException when it can't be made or written
   */
  // The lock is the channel's, and is held as long as that is open.
  @SuppressWarnings({"resource", "try"})
  public static DataFolder take(Path path) throws IOException {
    Files.createDirectories(path);
    if (!Files.exists(path.resolve("lock")) && !isEmpty(path)) {
      throw new DataFolderBusyException(
          path + " is not empty, and no data folder of Infill. Name another folder with --data.");
    }
    var channel =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!lock(channel)) {
      channel.close();
      throw new DataFolderBusyException(
          "Another infill runs in " + path + ". Stop it, or name another folder with --data.");
    }
    var runFile = new RunFile(path.resolve("processes"));
    runFile.endLeftovers();
    return new DataFolder(path, channel, runFile);
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process
    }
  }

  public Path path() {
    return path;
  }

  /** The processes that run for the holder of this folder. */
  public RunFile runFile() {
    return runFile;
  }

  /** A folder in it, made where it is missing. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(path.resolve(name));
  }

  /** A log file in it. */
  public Path log(String name) throws IOException {
    return folder("logs").resolve(name + ".log");
  }

  private static boolean isEmpty(Path path) throws IOException {
    try (var entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }

  /** Deletes folders of these names in it, with all that earlier runs left there. */
  public void clear(String... names) throws IOException {
    for (String name : names) {
      if (Files.exists(path.resolve(name))) {
        delete(path.resolve(name));
      }
    }
  }

  /** Deletes it with all that is in it, and lets go of it. */
  public void delete() throws IOException {
    close();
    delete(path);
  }

  static void delete(Path root) throws IOException {
    try (var all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Lets the next run have it. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
