package dev.infill.deploy.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of metrics, where they are written down. */
public final class MetricNames {
  private static final Path OPERATIONS = Path.of("docs", "operations.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(infill_[a-z_]+)` \\|");
  private static final Pattern NAME = Pattern.compile("\\binfill_[a-z_]+\\b");

  private MetricNames() {}

  /** Those that operations.md describes. */
  public static Set<String> documented() throws IOException {
    return ROW.matcher(Files.readString(OPERATIONS))
        .results()
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Those that a text names; a histogram's series count as the histogram. */
  public static Set<String> in(String text) {
    return NAME.matcher(text)
        .results()
        .map(name -> name.group().replaceFirst("_(bucket|count|sum|max)$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
