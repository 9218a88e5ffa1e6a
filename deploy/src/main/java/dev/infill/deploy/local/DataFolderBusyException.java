package dev.infill.deploy.local;

import java.io.IOException;

/** A data folder can't be had: another run holds it, or it is none. The message says what to do. */
public final class DataFolderBusyException extends IOException {
  private static final long serialVersionUID = 1L;

  DataFolderBusyException(String message) {
    super(message);
  }
}
