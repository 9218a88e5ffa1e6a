package dev.infill.coordinator.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.UnreadableMessageException;
import dev.infill.common.message.Command.Tune;
import dev.infill.common.message.Tuning;
import dev.infill.common.model.ShardId;
import dev.infill.common.spec.DurationText;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads what is asked of one shard of a migration, or of all where {@code shard} is left out. */
final class ShardRequest {
  private static final Set<String> FIELDS = Set.of("shard", "rangesInFlight", "chunkTarget");

  private ShardRequest() {}

  /**
   * Reads {@code {"shard": .., "rangesInFlight": 8, "chunkTarget": "100ms"}}, each of which may be
   * left out; without limits it releases those that were set.
   *
   * @throws ProblemException 400 for what can't be read, 422 for limits that can't be worked by
   */
  static Tune tune(Codec codec, byte[] body) {
    JsonNode json = json(codec, body);
    if (!holdsOnly(FIELDS, json)) {
      throw new ProblemException(
          400, "the body may hold shard, rangesInFlight and chunkTarget, and nothing else");
    }
    try {
      var tuning = new Tuning(ranges(json.path("rangesInFlight")), target(json));
      return new Tune(shard(json.path("shard")), tuning);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(422, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads {@code {"shard": ..}}; empty for all shards.
   *
   * @throws ProblemException 400 for what can't be read, 422 for what no shard can be named
   */
  static Optional<ShardId> shard(Codec codec, byte[] body) {
    JsonNode json = json(codec, body);
    if (!holdsOnly(Set.of("shard"), json)) {
      throw new ProblemException(400, "the body may hold shard, and nothing else");
    }
    try {
      return shard(json.path("shard"));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(422, String.valueOf(e.getMessage()));
    }
  }

  private static boolean holdsOnly(Set<String> fields, JsonNode json) {
    var unknown = new TreeSet<String>();
    json.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(fields);
    return json.isObject() && unknown.isEmpty();
  }

  private static JsonNode json(Codec codec, byte[] body) {
    try {
      return codec.read(body.length == 0 ? new byte[] {'{', '}'} : body, JsonNode.class);
    } catch (UnreadableMessageException e) {
      throw new ProblemException(400, "the body is no JSON object");
    }
  }

  private static Optional<ShardId> shard(JsonNode node) {
    return node.isMissingNode() ? Optional.empty() : Optional.of(new ShardId(node.asText()));
  }

  private static Optional<Integer> ranges(JsonNode node) {
    if (!node.isMissingNode() && !node.canConvertToExactIntegral()) {
      throw new IllegalArgumentException("rangesInFlight must be a whole number");
    }
    return node.isMissingNode() ? Optional.empty() : Optional.of(node.asInt());
  }

  private static Optional<Duration> target(JsonNode json) {
    var node = json.path("chunkTarget");
    var target = DurationText.parse(node.asText());
    if (!node.isMissingNode() && target.isEmpty()) {
      throw new IllegalArgumentException("chunkTarget must be a duration, such as 100ms");
    }
    return target;
  }
}
