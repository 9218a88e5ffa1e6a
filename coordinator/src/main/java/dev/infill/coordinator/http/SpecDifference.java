package dev.infill.coordinator.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.infill.common.kafka.Codec;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** In what a submission differs from the migration that has its name. */
final class SpecDifference {
  /** Most differences that are told. */
  private static final int MOST = 50;

  private static final int LONGEST = 80;
  private static final String CODE = "differs";

  private final Codec codec;
  private final List<Problem.Item> items = new ArrayList<>();

  private SpecDifference(Codec codec) {
    this.codec = codec;
  }

  /** Each difference, at most {@value #MOST}; none where they are the same. */
  static List<Problem.Item> of(List<ShardMigration> existing, Submission submission, Codec codec) {
    var difference = new SpecDifference(codec);
    difference.compare(existing, submission);
    return difference.items.stream().limit(MOST).toList();
  }

  private void compare(List<ShardMigration> existing, Submission submission) {
    Map<ShardId, ShardAddress> asked =
        submission.fleet().shards().stream()
            .collect(Collectors.toMap(ShardAddress::id, a -> a, (a, b) -> a, LinkedHashMap::new));
    for (ShardMigration m : existing) {
      ShardAddress address = asked.remove(m.id().shard());
      if (address == null) {
        add(m.id().shard(), "shards", "the shard is in the migration, and not in this fleet");
      } else {
        address(m.shard(), address);
        spec(m.id().shard(), m.spec(), submission.spec().on(address));
      }
    }
    asked.keySet().forEach(id -> add(id, "shards", "the shard is not in the migration"));
  }

  /** Where it is and who logs in is nobody's business but the two files'. */
  private void address(ShardAddress was, ShardAddress is) {
    differs(was.id(), "engine", was.engine(), is.engine());
    differs(was.id(), "url", was.url(), is.url());
    differs(was.id(), "user", was.user(), is.user());
    differs(was.id(), "password", was.password(), is.password());
  }

  private void differs(ShardId shard, String field, Object was, Object is) {
    if (!was.equals(is)) {
      add(shard, field, field + " is another in this fleet");
    }
  }

  private void spec(ShardId shard, MigrationSpec was, MigrationSpec is) {
    spec(shard, "", json(was), json(is));
  }

  private void spec(ShardId shard, String path, JsonNode was, JsonNode is) {
    if (was.equals(is)) {
      return;
    }
    if (was.isObject() && is.isObject()) {
      var names = new TreeSet<String>();
      was.fieldNames().forEachRemaining(names::add);
      is.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        spec(shard, path.isEmpty() ? name : path + "." + name, was.path(name), is.path(name));
      }
    } else if (was.isArray() && is.isArray() && was.size() == is.size()) {
      for (int i = 0; i < was.size(); i++) {
        spec(shard, path + "[" + i + "]", was.path(i), is.path(i));
      }
    } else {
      add(shard, path, "the migration has " + text(was) + ", this spec " + text(is));
    }
  }

  private void add(ShardId shard, String field, String sentence) {
    items.add(
        new Problem.Item(
            Optional.empty(),
            Optional.empty(),
            Optional.of(field),
            Optional.of(shard.name()),
            Optional.of(CODE),
            sentence,
            "Take another name, or roll that migration back first."));
  }

  private JsonNode json(MigrationSpec spec) {
    return codec.read(codec.write(spec), JsonNode.class);
  }

  private static String text(JsonNode node) {
    if (node.isMissingNode()) {
      return "nothing";
    }
    String text = node.toString();
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }
}
