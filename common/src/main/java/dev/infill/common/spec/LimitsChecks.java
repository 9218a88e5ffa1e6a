package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a schema can't say of the limits. */
final class LimitsChecks {
  private static final String OFF = "off";

  private final JsonNode root;
  private final Problems problems;
  private final MigrationChecks fields;

  LimitsChecks(JsonNode root, Problems problems, MigrationChecks fields) {
    this.root = root;
    this.problems = problems;
    this.fields = fields;
  }

  void check(JsonPointer limits) {
    var pace = limits.appendProperty("pace");
    fields.expression(pace.appendProperty("query").appendProperty("sql"));
    for (String duration : List.of("chunkTarget", "lockTimeout")) {
      positive(limits.appendProperty(duration));
    }
    critical(pace.appendProperty("criticalSlotBytes"), pace.appendProperty("slotBytes"));
  }

  private void positive(JsonPointer at) {
    if (fields
        .text(at)
        .map(text -> Values.duration(root.at(at)))
        .filter(Duration::isZero)
        .isPresent()) {
      problems.add(at, "is zero.", "Write a duration above zero, such as 200ms or 2s.");
    }
  }

  /** What stops the fill must have its time before the capture is given up. */
  private void critical(JsonPointer critical, JsonPointer first) {
    if (!problems.isSound(first)) {
      return;
    }
    Optional<Long> stops =
        root.at(first).isMissingNode() ? PaceSpec.DEFAULT.slotBytes() : size(first);
    Optional<Long> givesUp = size(critical);
    if (givesUp.isPresent() && stops.filter(bytes -> bytes >= givesUp.get()).isPresent()) {
      problems.add(
          critical,
          "is not above slotBytes, which stops the fill.",
          "Write a size well above it, such as eight times as much.");
    }
  }

  private Optional<Long> size(JsonPointer at) {
    return fields.text(at).filter(text -> !text.equals(OFF)).map(Values::size);
  }
}
