package dev.infill.coordinator.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.UnreadableMessageException;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.InvalidSpecException;
import dev.infill.common.spec.SpecByEngine;
import dev.infill.common.spec.SpecParser;
import dev.infill.common.spec.SpecProblem;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * A migration as it is submitted: the texts of the two files, or their JSON, with the names that
 * the operator gave them.
 */
record Submission(SpecByEngine spec, Fleet fleet) {
  private interface Parser<T> {
    T parse() throws InvalidSpecException;
  }

  /**
   * Reads a request's body: {@code {"spec": .., "fleet": .., "specFile": .., "fleetFile": ..}}.
   *
   * @throws ProblemException with all that is wrong with both
   */
  static Submission read(Codec codec, byte[] body) {
    JsonNode json = json(codec, body);
    var problems = new ArrayList<SpecProblem>();
    var spec = new ArrayList<SpecByEngine>();
    var fleet = new ArrayList<Fleet>();
    JsonNode specPart = part(json, "spec");
    JsonNode fleetPart = part(json, "fleet");
    String specFile = json.path("specFile").asText("spec");
    String fleetFile = json.path("fleetFile").asText("fleet");
    collect(
        spec,
        problems,
        () ->
            specPart.isTextual()
                ? SpecParser.migration(specFile, specPart.asText())
                : SpecParser.migration(specFile, specPart));
    collect(
        fleet,
        problems,
        () ->
            fleetPart.isTextual()
                ? SpecParser.fleet(fleetFile, fleetPart.asText())
                : SpecParser.fleet(fleetFile, fleetPart));
    if (problems.isEmpty()) {
      problems.addAll(spec.getFirst().problems(fleetFile, fleet.getFirst()));
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(
          422,
          "the spec or the fleet can't be used",
          problems.stream().map(Problem.Item::of).toList());
    }
    return new Submission(spec.get(0), fleet.get(0));
  }

  /**
   * A fingerprint of what is asked of each shard; the same for the same, however it was written.
   */
  String digest(Codec codec) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      fleet.shards().stream()
          .sorted(Comparator.comparing(shard -> shard.id().name()))
          .forEach(
              shard -> {
                sha.update(codec.write(shard));
                sha.update(codec.write(spec.on(shard)));
              });
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static <T> void collect(List<T> into, List<SpecProblem> problems, Parser<T> parser) {
    try {
      into.add(parser.parse());
    } catch (InvalidSpecException e) {
      problems.addAll(e.problems());
    }
  }

  private static JsonNode json(Codec codec, byte[] body) {
    try {
      return codec.read(body, JsonNode.class);
    } catch (UnreadableMessageException e) {
      throw new ProblemException(400, "the body is no JSON object");
    }
  }

  private static JsonNode part(JsonNode json, String name) {
    JsonNode part = json.path(name);
    if (!part.isTextual() && !part.isObject()) {
      throw new ProblemException(
          400, "the body needs '" + name + "': the file's text, or the same as a JSON object");
    }
    return part;
  }
}
