package dev.infill.deploy.bench;

import dev.infill.common.model.Engine;
import dev.infill.deploy.bench.BenchTable.KeyType;
import dev.infill.deploy.bench.BenchTable.Shape;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What to measure.
 *
 * @param engine of the database
 * @param names of the suites, of {@link #all}; all of them when empty
 * @param rows of the tables, the smallest first; a suite that fills one table takes the first
 * @param rounds how often each way is taken, at least 1
 * @param ways of filling, for the suite fill
 * @param indexes secondary ones of the table
 * @param key its type, {@code bigint} or {@code uuid}
 * @param quick whether to watch the application for a short time only
 */
public record Order(
    Engine engine,
    List<String> names,
    List<Long> rows,
    int rounds,
    List<String> ways,
    int indexes,
    String key,
    boolean quick) {
  private static final List<String> ALL =
      List.of("fill", "scatter", "latency", "dual-write", "size");

  /** Rows of the tables unless asked otherwise. */
  public static final List<Long> USUAL_ROWS = List.of(1_000_000L, 3_000_000L, 10_000_000L);

  /** The same when it shall be quick. */
  public static final List<Long> QUICK_ROWS = List.of(200_000L, 400_000L);

  private static final Pattern COUNT = Pattern.compile("([0-9]{1,12})([km]?)");

  private static final List<String> KEYS = List.of("bigint", "uuid");

  public Order {
    var all = all(engine);
    var unknown = names.stream().filter(name -> !all.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no suite named "
              + String.join(", ", unknown)
              + ". Take of: "
              + String.join(", ", all));
    }
    if (rounds < 1 || rows.isEmpty()) {
      throw new IllegalArgumentException("rounds must be at least 1: " + rounds);
    }
    if (!KEYS.contains(key)) {
      throw new IllegalArgumentException(
          "There is no key " + key + ". Take of: " + String.join(", ", KEYS));
    }
    names = all.stream().filter(names.isEmpty() ? all::contains : names::contains).toList();
    rows = rows.stream().sorted().toList();
    ways = ways.isEmpty() ? Ways.usual(engine) : List.copyOf(ways);
  }

  /** An engine as the command line names it. */
  public static String name(Engine engine) {
    return engine == Engine.POSTGRESQL ? "postgres" : "mysql";
  }

  /** The engine of a name; empty when there is none. */
  public static Optional<Engine> engine(String name) {
    return Arrays.stream(Engine.values()).filter(engine -> name(engine).equals(name)).findFirst();
  }

  /** All suites, in the order in which they run. MySQL keeps each row in its place. */
  public static List<String> all(Engine engine) {
    return ALL.stream()
        .filter(name -> engine == Engine.POSTGRESQL || !name.equals("scatter"))
        .toList();
  }

  List<Suite> suites() {
    return names.stream().map(this::suite).toList();
  }

  private Suite suite(String name) {
    return switch (name) {
      case "fill" -> FillSuite.speed(shape(rows.getFirst()), rounds, ways);
      case "scatter" -> FillSuite.scattering(shape(rows.getFirst()), rounds);
      case "latency" ->
          new LatencySuite(shape(rows.getFirst()), rounds, Duration.ofSeconds(quick ? 10 : 20));
      case "dual-write" ->
          new DualWriteSuite(shape(rows.getFirst()), Duration.ofSeconds(quick ? 10 : 30));
      default -> new SizeSuite(rows.stream().map(this::shape).toList(), 1);
    };
  }

  private Shape shape(long ofRows) {
    return new Shape(ofRows, indexes, KeyType.valueOf(key.toUpperCase(Locale.ROOT)));
  }

  /**
   * A number of rows as people write it, such as 200000, 200k or 1m.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static long count(String text) {
    var matcher = COUNT.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Write rows as 200000, 200k or 1m: " + text);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "k" -> number * 1_000;
      case "m" -> number * 1_000_000;
      default -> number;
    };
  }
}
