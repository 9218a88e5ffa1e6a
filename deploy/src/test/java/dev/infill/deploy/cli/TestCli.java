package dev.infill.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.infill.deploy.local.Shutdown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** Runs commands in this JVM, one after the other, and keeps what they say. */
final class TestCli {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private final Map<String, String> environment;

  TestCli() {
    this(Map.of());
  }

  TestCli(Map<String, String> environment) {
    this.environment = environment;
  }

  /** All commands with their options, not to be run. */
  static CommandLine commandLine(Map<String, String> environment) throws WrongInputException {
    try (var shutdown = Shutdown.ofProcess()) {
      return new Cli(environment, System.out, System.err, shutdown)
          .commandLine(SettingsSource.of(environment));
    }
  }

  /** Runs a command until it ends, and ends what it started. */
  int execute(String... arguments) {
    out.reset();
    err.reset();
    try (var shutdown = Shutdown.ofProcess()) {
      return new Cli(environment, print(out), print(err), shutdown).execute(arguments);
    }
  }

  /** All of the answer, which must be one JSON object. */
  JsonNode json() throws IOException {
    return JsonMapper.builder().build().readTree(out.toByteArray());
  }

  String output() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
