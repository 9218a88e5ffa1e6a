package dev.infill.deploy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard name what operations.md describes; MigrationIT sees that it is exposed. */
class ObservabilityTest {
  private static final Path FOLDER = Path.of("observability");
  private static final Path ALERTS = FOLDER.resolve("alerts.yml");

  @Test
  void dashboardAndAlertsNameMetricsThatAreDescribed() throws IOException {
    for (var file : List.of(ALERTS, FOLDER.resolve("grafana-dashboard.json"))) {
      var named = MetricNames.in(Files.readString(file));

      assertThat(named).as(file.toString()).isNotEmpty();
      assertThat(MetricNames.documented()).as(file.toString()).containsAll(named);
    }
  }

  @Test
  void eachAlertSaysHowBadItIsAndHasItsRunbookEntry() throws IOException {
    String operations = Files.readString(Path.of("docs", "operations.md"));
    String runbook = operations.substring(operations.indexOf("\n## Runbook\n"));
    var entries =
        runbook.lines().filter(line -> line.startsWith("### ")).map(l -> l.substring(4)).toList();

    assertThat(entries)
        .containsExactlyElementsOf(alerts().map(alert -> alert.path("alert").asText()).toList());
    assertThat(alerts())
        .allSatisfy(
            alert -> {
              String anchor = alert.path("alert").asText().toLowerCase(Locale.ROOT);
              assertThat(alert.at("/annotations/runbook_url").asText())
                  .isEqualTo("deploy/docs/operations.md#" + anchor);
              assertThat(alert.at("/annotations/summary").asText()).isNotEmpty();
              assertThat(alert.at("/labels/severity").asText()).isIn("warning", "critical");
              assertThat(alert.path("expr").asText()).isNotEmpty();
            });
  }

  @Test
  void dashboardsPanelsHaveNamesOfTheirOwnAndQueries() throws IOException {
    JsonNode dashboard =
        JsonMapper.builder().build().readTree(FOLDER.resolve("grafana-dashboard.json").toFile());
    var ids = new ArrayList<Integer>();

    dashboard
        .path("panels")
        .forEach(
            panel -> {
              ids.add(panel.path("id").asInt());
              assertThat(panel.path("title").asText()).isNotEmpty();
              assertThat(panel.path("targets")).isNotEmpty();
            });

    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void prometheusTakesTheRules() throws Exception {
    var promtool =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(
        promtool.isPresent(), "promtool is not on the PATH, so nobody but us has read the rules");

    var check =
        new ProcessBuilder(promtool.get().toString(), "check", "rules", ALERTS.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(check.waitFor()).as(said).isZero();
  }

  private static Stream<JsonNode> alerts() throws IOException {
    JsonNode rules = YAMLMapper.builder().build().readTree(ALERTS.toFile()).at("/groups/0/rules");
    return Stream.iterate(0, i -> i < rules.size(), i -> i + 1).map(rules::get);
  }
}
