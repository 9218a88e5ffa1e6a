package dev.infill.deploy.testing;

import dev.infill.deploy.local.DataFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The data folder of this JVM's test servers, emptied when the JVM ends. */
final class TestFolder {
  private static final Deque<Runnable> STOPS = new ConcurrentLinkedDeque<>();
  private static final DataFolder FOLDER = take();

  private TestFolder() {}

  static DataFolder get() {
    return FOLDER;
  }

  /** Ends a server before the folder is emptied, the last one first. */
  static void whenDone(Runnable stop) {
    STOPS.push(stop);
  }

  private static DataFolder take() {
    try {
      // Not under the build folder, which may lie below a home that a server without root's rights
      // can't enter.
      Path path =
          Path.of(
              System.getProperty("java.io.tmpdir"), "infill-test-" + ProcessHandle.current().pid());
      DataFolder folder = DataFolder.take(path);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(folder), "stop-test-servers"));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void leave(DataFolder folder) {
    STOPS.forEach(Runnable::run);
    try {
      folder.delete();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + folder.path(), e);
    }
  }
}
