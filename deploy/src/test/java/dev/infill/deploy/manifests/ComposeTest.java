package dev.infill.deploy.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.infill.common.spec.SpecParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class ComposeTest {
  private static final Path FOLDER = Path.of("docker");

  @Test
  void composeFileFitsItsSchema() throws IOException {
    JsonNode text = StrictYaml.resource("compose-spec.json");
    // It is no URI, as its standard wants it.
    ((ObjectNode) text).remove("$id");
    var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(text);

    assertThat(schema.validate(compose())).isEmpty();
  }

  @Test
  void clusterHasShardsOfBothEnginesAndNoSecretWrittenOut() throws IOException {
    var services = compose().path("services");

    assertThat(services.properties().stream().map(Map.Entry::getKey))
        .contains("kafka", "postgres-1", "postgres-2", "mysql-1", "mysql-2", "coordinator")
        .contains("worker");
    for (String name : List.of("coordinator", "worker", "cli")) {
      var environment = services.path(name).path("environment");
      assertThat(environment.path("INFILL_TOKEN").asText()).startsWith("${INFILL_TOKEN:?");
      assertThat(environment.path("INFILL_PASSWORD").asText()).startsWith("${INFILL_PASSWORD:?");
      assertThat(services.path(name).path("read_only").asBoolean()).isTrue();
    }
  }

  @Test
  void filesOfTheExampleAreTaken() throws Exception {
    var fleet = SpecParser.fleet("fleet.yaml", Files.readString(FOLDER.resolve("fleet.yaml")));
    var spec =
        SpecParser.migration(
            "spec.yaml", Files.readString(FOLDER.resolve("users-email-lower.yaml")));

    assertThat(spec.problems("fleet.yaml", fleet)).isEmpty();
    assertThat(fleet.shards()).hasSize(4);
  }

  @Test
  void imageRunsWithoutRootOnARuntimeAlone() throws IOException {
    assertThat(Files.readString(FOLDER.resolve("Dockerfile")))
        .contains("\nUSER 10001:10001\n")
        .containsPattern("(?s)FROM \\S+-jdk AS build.*FROM \\S+-jre\n");
  }

  /** Merge keys are resolved, as Compose does and Jackson does not. */
  private static JsonNode compose() throws IOException {
    Map<String, Object> all =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(FOLDER.resolve("compose.yaml")));
    return JsonMapper.builder().build().valueToTree(all);
  }
}
