package dev.infill.deploy.bench;

import dev.infill.deploy.bench.InfillFill.Kind;
import dev.infill.deploy.local.DataFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways there are, by their names. */
final class Ways {
  /** What the ratio is taken against: the best that a hand-written loop does on two cores. */
  static final String BASELINE = "loop-2";

  private final Map<String, FillWay> byName = new LinkedHashMap<>();

  /**
   * @param folder where Infill's processes keep their data
   * @param program has the {@code main} of {@code ./infill}
   */
  Ways(DataFolder folder, Class<?> program) {
    List.of(
            new HandLoop(1, false),
            new HandLoop(2, false),
            new HandLoop(2, true),
            new WorkerFill(false),
            new WorkerFill(true),
            new InfillFill(program, folder, Kind.PLAIN),
            new InfillFill(program, folder, Kind.COLD),
            new InfillFill(program, folder, Kind.SCATTERED))
        .forEach(way -> byName.put(way.name(), way));
  }

  /**
   * @throws IllegalArgumentException naming those that there are not
   */
  List<FillWay> named(List<String> names) {
    var unknown = names.stream().filter(name -> !byName.containsKey(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no way named "
              + String.join(", ", unknown)
              + ". Take of: "
              + String.join(", ", byName.keySet()));
    }
    return names.stream().distinct().map(name -> byName.get(name)).toList();
  }
}
