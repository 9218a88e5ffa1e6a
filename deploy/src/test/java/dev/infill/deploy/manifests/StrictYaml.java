package dev.infill.deploy.manifests;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads YAML, and takes nothing that its model does not know. */
final class StrictYaml {
  private static final String UNKNOWN_TOO = "x-kubernetes-preserve-unknown-fields";

  private static final List<String> EXTENSIONS =
      List.of(
          UNKNOWN_TOO,
          "x-kubernetes-int-or-string",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-list-type",
          "x-kubernetes-map-type",
          "x-kubernetes-validations");

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1/ConfigMap", ConfigMap.class,
          "v1/Namespace", Namespace.class,
          "v1/Service", Service.class,
          "v1/ServiceAccount", ServiceAccount.class,
          "apps/v1/Deployment", Deployment.class,
          "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

  /** The models keep what they don't know in a map; here that is an error. */
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .build();

  private StrictYaml() {}

  /** The documents of a file. */
  static List<JsonNode> documents(Path file) throws IOException {
    try (MappingIterator<JsonNode> all =
        MAPPER.readerFor(JsonNode.class).readValues(Files.readString(file))) {
      return all.readAll();
    }
  }

  /** The objects of a manifest. */
  static List<HasMetadata> kubernetes(Path file) throws IOException {
    var objects = new ArrayList<HasMetadata>();
    for (var document : documents(file)) {
      String kind = document.path("apiVersion").asText() + "/" + document.path("kind").asText();
      var type = Optional.ofNullable(KINDS.get(kind));
      if (type.isEmpty()) {
        throw new AssertionError(file + " has a kind that nobody checks: " + kind);
      }
      objects.add(MAPPER.treeToValue(document, type.get()));
    }
    return objects;
  }

  /** A file beside the tests, YAML or JSON. */
  static JsonNode resource(String name) throws IOException {
    try (var stream = StrictYaml.class.getResourceAsStream(name)) {
      return MAPPER.readTree(stream);
    }
  }

  /** A definition's schema, which refuses what it does not name; an API server would drop that. */
  static JsonNode closed(JsonNode definition) {
    JsonNode schema = definition.at("/spec/versions/0/schema/openAPIV3Schema");
    ((ObjectNode) schema.at("/properties/metadata")).put(UNKNOWN_TOO, true);
    close(schema);
    return schema;
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object && object.path("type").isTextual()) {
      boolean open = object.has("additionalProperties") || object.path(UNKNOWN_TOO).asBoolean();
      if (object.path("properties").isObject() && !open) {
        object.put("additionalProperties", false);
      }
      // What only an API server knows to read.
      object.remove(EXTENSIONS);
    }
    schema.forEach(StrictYaml::close);
  }
}
