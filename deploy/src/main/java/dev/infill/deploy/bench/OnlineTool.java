package dev.infill.deploy.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tool that others use on MySQL, where it is found on the path. It copies the whole table; what
 * comes nearest to a filled column is a generated one that is stored, which the copy computes.
 */
final class OnlineTool implements FillWay {
  private static final String ALTER =
      "ADD COLUMN email_lower VARCHAR(200) GENERATED ALWAYS AS (LOWER(email)) STORED";

  private final Kind kind;

  /** The tools that are known. */
  enum Kind {
    PT_OSC("pt-online-schema-change"),
    GH_OST("gh-ost");

    final String program;

    Kind(String program) {
      this.program = program;
    }
  }

  OnlineTool(Kind kind) {
    this.kind = kind;
  }

  @Override
  public String name() {
    return kind.program;
  }

  @Override
  public String what() {
    return kind.program
        + " with its own settings: copies the table with the column as a stored generated one";
  }

  /** Whether the program is on the path. */
  boolean isThere() {
    return path().isPresent();
  }

  @Override
  public boolean addsColumn() {
    return true;
  }

  @Override
  public Filled fill(BenchTable table) throws Exception {
    var before = Probe.begin(table);
    run(table);
    return Filled.between(before, Probe.end(table));
  }

  /**
   * @throws IOException when it ends with an error; with the last that it said
   */
  private void run(BenchTable table) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(
        path().orElseThrow(() -> new IOException(kind.program + " is not there")).toString());
    command.addAll(arguments(table.server()));
    Path said = Files.createTempFile(kind.program, ".log");
    try {
      int code =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start()
              .waitFor();
      if (code != 0) {
        throw new IOException(kind.program + " ended with " + code + ":\n" + end(said));
      }
    } finally {
      Files.delete(said);
    }
  }

  private List<String> arguments(BenchServer server) {
    String port = Integer.toString(server.port());
    return switch (kind) {
      case PT_OSC ->
          List.of(
              "--alter=" + ALTER,
              "--execute",
              "--recursion-method=none",
              "--no-check-replication-filters",
              "--user=" + server.user(),
              "--password=" + server.password(),
              "h=127.0.0.1,P=%s,D=%s,t=users".formatted(port, BenchTable.DATABASE));
      case GH_OST ->
          List.of(
              "--alter=" + ALTER,
              "--execute",
              "--allow-on-master",
              "--assume-rbr",
              "--initially-drop-ghost-table",
              "--initially-drop-old-table",
              "--ok-to-drop-table",
              "--host=127.0.0.1",
              "--port=" + port,
              "--user=" + server.user(),
              "--password=" + server.password(),
              "--database=" + BenchTable.DATABASE,
              "--table=users");
    };
  }

  private Optional<Path> path() {
    return List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)).stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(kind.program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String end(Path said) throws IOException {
    String all = Files.readString(said, StandardCharsets.UTF_8);
    return all.substring(Math.max(0, all.length() - 2_000));
  }
}
