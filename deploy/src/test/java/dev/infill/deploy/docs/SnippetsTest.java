package dev.infill.deploy.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.infill.common.spec.SpecParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the docs show can be used as it stands. */
class SnippetsTest {
  private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  static Stream<Path> documents() throws IOException {
    try (var files = Files.walk(Path.of("docs"))) {
      var all = files.filter(file -> file.toString().endsWith(".md")).toList();
      return Stream.concat(Stream.of(Path.of("..", "README.md")), all.stream());
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void wholeFilesAreTaken(Path document) throws IOException {
    for (String yaml : found(YAML, Files.readString(document))) {
      if (yaml.contains("kind: Migration")) {
        assertThatCode(() -> SpecParser.migration("spec.yaml", yaml))
            .as(yaml)
            .doesNotThrowAnyException();
      } else if (yaml.contains("kind: Fleet")) {
        assertThatCode(() -> SpecParser.fleet("fleet.yaml", yaml))
            .as(yaml)
            .doesNotThrowAnyException();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksLeadSomewhere(Path document) throws IOException {
    var links = LINK.matcher(Files.readString(document));
    while (links.find()) {
      Path to = links.group(1).isEmpty() ? document : document.resolveSibling(links.group(1));
      assertThat(to).as(links.group()).exists();
      if (links.group(2) != null) {
        var anchors = found(HEADING, Files.readString(to)).stream().map(SnippetsTest::anchor);
        assertThat(anchors).as(links.group()).contains(links.group(2));
      }
    }
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }

  /** As GitHub makes it of a heading. */
  private static String anchor(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }
}
