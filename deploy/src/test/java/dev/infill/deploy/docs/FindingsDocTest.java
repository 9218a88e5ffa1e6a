package dev.infill.deploy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding.Severity;
import dev.infill.common.message.FindingCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each code of the plan has one entry, in the chapter of its severity, and there are no others. */
class FindingsDocTest {
  private static final Path FINDINGS = Path.of("docs", "findings.md");
  private static final Pattern ENTRY = Pattern.compile("(?s)### `([a-z-]+)`\n(.*?)(?=\n##|\\z)");

  @ParameterizedTest
  @EnumSource
  void eachCodeHasItsEntry(Severity severity) throws IOException {
    var entries = ENTRY.matcher(chapter(severity)).results().toList();

    assertThat(entries)
        .extracting(entry -> entry.group(1))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(FindingCode.values())
                .filter(code -> code.severity() == severity)
                .map(FindingCode::code)
                .toList());
    assertThat(entries)
        .allSatisfy(entry -> assertThat(entry.group(2)).contains("\n- What to do: "));
  }

  private static String chapter(Severity severity) throws IOException {
    String title =
        switch (severity) {
          case ERROR -> "## Errors\n";
          case WARNING -> "## Warnings\n";
          case NOTE -> "## Notes\n";
        };
    String all = Files.readString(FINDINGS);
    int from = all.indexOf(title);
    int next = all.indexOf("\n## ", from + 1);
    return all.substring(from, next);
  }
}
