package dev.infill.deploy.bench;

import dev.infill.common.model.Engine;
import dev.infill.deploy.bench.InfillFill.Kind;
import dev.infill.deploy.local.DataFolder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways there are, by their names. */
final class Ways {
  /** What the ratio is taken against: the best that a hand-written loop does on two cores. */
  static final String BASELINE = "loop-2";

  private final Map<String, FillWay> byName = new LinkedHashMap<>();

  /**
   * @param engine of the server
   * @param folder where Infill's processes keep their data
   * @param program has the {@code main} of {@code ./infill}
   */
  Ways(Engine engine, DataFolder folder, Class<?> program) {
    var ways = new ArrayList<FillWay>();
    ways.add(new HandLoop(1, false));
    ways.add(new HandLoop(2, false));
    ways.add(new HandLoop(2, true));
    if (engine == Engine.POSTGRESQL) {
      ways.add(new WorkerFill(false));
      ways.add(new WorkerFill(true));
      ways.add(new InfillFill(program, folder, Kind.SCATTERED));
    } else {
      ways.addAll(tools());
      ways.add(new InfillFill(program, folder, Kind.SMALL_IMAGES));
    }
    ways.add(new InfillFill(program, folder, Kind.PLAIN));
    ways.add(new InfillFill(program, folder, Kind.COLD));
    ways.forEach(way -> byName.put(way.name(), way));
  }

  /** Others' tools for MySQL, those that are found on the path. */
  static List<OnlineTool> tools() {
    return Arrays.stream(OnlineTool.Kind.values())
        .map(OnlineTool::new)
        .filter(OnlineTool::isThere)
        .toList();
  }

  /** What is measured unless asked otherwise. */
  static List<String> usual(Engine engine) {
    var usual = new ArrayList<>(FillSuite.USUAL);
    if (engine == Engine.MYSQL) {
      tools().forEach(tool -> usual.add(tool.name()));
    }
    return usual;
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
