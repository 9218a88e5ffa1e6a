package dev.infill.deploy.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every manifest is what Kubernetes knows, and they fit each other. */
class KubernetesTest {
  private static final Path FOLDER = Path.of("kubernetes");
  private static final Path BASE = FOLDER.resolve("base");

  /** These have models of their own. */
  private static final Set<String> OTHERS = Set.of("kustomization.yaml", "scaledobject.yaml");

  static Stream<Path> manifests() throws IOException {
    try (var files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !OTHERS.contains(name(file)))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void manifestHasOnlyFieldsThatKubernetesKnows(Path file) throws IOException {
    assertThat(StrictYaml.kubernetes(file))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.getMetadata().getName()).startsWith("infill"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "hpa", "keda"})
  void kustomizationNamesFilesThatAreThereAndAllOfThem(String name) throws IOException {
    Path folder = FOLDER.resolve(name);
    JsonNode named =
        StrictYaml.documents(folder.resolve("kustomization.yaml")).getFirst().path("resources");
    List<String> resources =
        Stream.iterate(0, i -> i < named.size(), i -> i + 1)
            .map(i -> named.get(i).asText())
            .toList();

    assertThat(resources).isNotEmpty().allMatch(file -> Files.exists(folder.resolve(file)));
    try (var files = Files.list(folder)) {
      assertThat(files.map(KubernetesTest::name).filter(file -> !OTHERS.contains(file)))
          .allMatch(resources::contains);
    }
  }

  @Test
  void scaledObjectIsWhatKedaKnows() throws IOException {
    var schema = StrictYaml.closed(StrictYaml.resource("keda-scaledobject.yaml"));
    var validator = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema);
    JsonNode scaled = StrictYaml.documents(FOLDER.resolve("keda/scaledobject.yaml")).getFirst();

    assertThat(validator.validate(scaled)).isEmpty();
    assertThat(scaled.at("/spec/scaleTargetRef/name").asText()).isEqualTo("infill-worker");
  }

  @ParameterizedTest
  @ValueSource(strings = {"coordinator", "worker"})
  void podsAreProbedBoundedAndHarmless(String component) throws IOException {
    var all = StrictYaml.kubernetes(BASE.resolve(component + ".yaml"));
    var deployment = only(all, Deployment.class).getSpec();
    var pod = deployment.getTemplate().getSpec();
    Container container = pod.getContainers().getFirst();

    assertThat(deployment.getReplicas()).isEqualTo(2);
    // WorkerServerTest and ApiServerTest see that these answer.
    assertThat(path(container.getLivenessProbe())).isEqualTo("/health");
    assertThat(path(container.getStartupProbe())).isEqualTo("/health");
    assertThat(path(container.getReadinessProbe())).isEqualTo("/ready");
    assertThat(container.getArgs()).containsExactly(component);
    assertThat(container.getResources().getLimits()).containsKey("memory");
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(only(all, PodDisruptionBudget.class).getSpec().getSelector())
        .isEqualTo(deployment.getSelector());
    assertThat(deployment.getTemplate().getMetadata().getLabels())
        .containsAllEntriesOf(deployment.getSelector().getMatchLabels());
  }

  @Test
  void serviceAndNetworkPolicyAreAboutThePortsThatAreListenedAt() throws IOException {
    var coordinator = StrictYaml.kubernetes(BASE.resolve("coordinator.yaml"));
    var policy =
        only(StrictYaml.kubernetes(BASE.resolve("network.yaml")), NetworkPolicy.class).getSpec();

    assertThat(only(coordinator, Service.class).getSpec().getPorts().getFirst().getPort())
        .isEqualTo(8484);
    assertThat(policy.getIngress().getFirst().getPorts())
        .extracting(port -> port.getPort().getIntVal())
        .containsExactly(8484, 8485);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String path(Probe probe) {
    return probe.getHttpGet().getPath();
  }

  private static <T extends HasMetadata> T only(List<HasMetadata> all, Class<T> type) {
    return all.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }
}
