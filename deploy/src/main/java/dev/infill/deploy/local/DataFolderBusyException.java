package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.Path;

/** Another run holds the data folder. */
public final class DataFolderBusyException extends IOException {
  private static final long serialVersionUID = 1L;

  DataFolderBusyException(Path path) {
    super(
        "Another infill runs in "
            + path
            + ". Stop it, or give this one another folder with --data.");
  }
}
