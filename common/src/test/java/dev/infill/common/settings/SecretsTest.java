package dev.infill.common.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
  private final Secrets secrets = new Secrets(Map.of("PASSWORD", "s3cret"));

  @Test
  void aVariableIsFound() throws Exception {
    assertThat(secrets.resolve("${env:PASSWORD}")).isEqualTo("s3cret");
    assertThat(secrets.resolve("")).isEmpty();
  }

  @Test
  void aFileIsReadAnewEachTimeAndOnlyItsFirstLine(@TempDir Path folder)
      throws IOException, MissingSecretException {
    var file = folder.resolve("password");
    String reference = "${file:" + file + "}";

    Files.writeString(file, "one\n");
    assertThat(secrets.resolve(reference)).isEqualTo("one");
    Files.writeString(file, "two\nrest");
    assertThat(secrets.resolve(reference)).isEqualTo("two");
  }

  @Test
  void whatIsMissingIsNamedByItsPlace() {
    assertThatExceptionOfType(MissingSecretException.class)
        .isThrownBy(() -> secrets.resolve("${env:NOSUCH}"))
        .withMessageContaining("NOSUCH");
    assertThatExceptionOfType(MissingSecretException.class)
        .isThrownBy(() -> secrets.resolve("${file:/no/such/file}"))
        .withMessageContaining("/no/such/file");
  }

  @Test
  void aSecretWrittenOutIsRefusedAndNotRepeated() {
    assertThat(Secrets.isReference("hunter2")).isFalse();
    assertThat(Secrets.isReference("${env:X}")).isTrue();
    assertThatExceptionOfType(MissingSecretException.class)
        .isThrownBy(() -> secrets.resolve("hunter2"))
        .withMessageNotContaining("hunter2");
  }
}
