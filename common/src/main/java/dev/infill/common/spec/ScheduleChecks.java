package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;

/** What a schema can't say of a rollout and of the migrations that go before. */
final class ScheduleChecks {
  private final JsonNode root;
  private final Problems problems;

  ScheduleChecks(JsonNode root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  void check() {
    waves(JsonPointer.compile("/rollout/waves"));
    canary(JsonPointer.compile("/rollout/canary"));
    appLatency(JsonPointer.compile("/rollout/haltOn/appLatency"));
    after(JsonPointer.compile("/after"));
  }

  private void waves(JsonPointer waves) {
    int before = 0;
    for (int i = 0; i < root.at(waves).size(); i++) {
      var wave = waves.appendIndex(i);
      if (!root.at(wave).isTextual() || !problems.isSound(wave)) {
        return;
      }
      int percent = percent(root.at(wave).asText());
      if (percent <= before || percent > 100) {
        problems.add(
            wave, "does not rise from the wave before it up to 100%.", "Write 10%, 50%, 100%.");
      }
      before = percent;
    }
    if (before > 0 && before < 100) {
      problems.add(
          waves, "leave out the rest of the fleet.", "Add 100%, so that every shard has its wave.");
    }
  }

  private void canary(JsonPointer canary) {
    var seen = new HashSet<String>();
    for (int i = 0; i < root.at(canary).size(); i++) {
      var shard = canary.appendIndex(i);
      if (!seen.add(root.at(shard).asText())) {
        problems.add(shard, "stands here twice.", "Take it out.");
      }
    }
  }

  /** What a commit takes is asked for the pace, so it is known only where the pace looks at it. */
  private void appLatency(JsonPointer at) {
    if (!root.at(at).isTextual() || !problems.isSound(at)) {
      return;
    }
    if (Values.duration(root.at(at)).isZero()) {
      problems.add(at, "is zero.", "Write a duration above zero, such as 50ms.");
    }
    for (String pace : List.of("/limits/pace", "/limits/pace/commitLatency")) {
      if (root.at(pace).asText().equals("off")) {
        problems.add(
            at,
            "needs limits.pace.commitLatency, by which it is measured, and which is off.",
            "Take 'off' out there, or this out here.");
      }
    }
  }

  private void after(JsonPointer after) {
    for (int i = 0; i < root.at(after).size(); i++) {
      var other = after.appendIndex(i);
      if (root.at(other).equals(root.path("name"))) {
        problems.add(other, "is this migration itself.", "Take it out.");
      }
    }
  }

  /** The schema has made sure that the text is a percentage. */
  static int percent(String text) {
    return Integer.parseInt(text.substring(0, text.length() - 1));
  }
}
