package dev.infill.common.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The texts in {@code golden/sql/}. */
public final class GoldenSql {
  private GoldenSql() {}

  public static String of(String name) {
    try (var stream =
        Objects.requireNonNull(
            GoldenSql.class.getResourceAsStream("/golden/sql/" + name + ".sql"), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
