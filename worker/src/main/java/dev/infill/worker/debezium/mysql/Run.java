package dev.infill.worker.debezium.mysql;

import dev.infill.common.message.Capture;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What one run of an engine is to know, and what it tells beside its records. Debezium makes the
 * parts of an engine by the names of their classes, so they find this by the engine's name.
 */
final class Run implements AutoCloseable {
  private static final Map<String, Run> RUNS = new ConcurrentHashMap<>();

  private final String name;
  private final Capture capture;
  private final Map<String, Object> offset;
  private final List<String> begun;
  private final List<String> altered;
  private final LongAdder ownRows = new LongAdder();

  /**
   * @param name of the engine, which no other has
   * @param offset where it begins, as Debezium writes it
   * @param begun how the captured tables were made when the capture was begun, as Debezium's
   *     history of a schema has it
   * @param altered how they were altered since
   */
  Run(
      String name,
      Capture capture,
      Map<String, Object> offset,
      List<String> begun,
      List<String> altered) {
    this.name = name;
    this.capture = capture;
    this.offset = Map.copyOf(offset);
    this.begun = List.copyOf(begun);
    this.altered = new CopyOnWriteArrayList<>(altered);
    RUNS.put(name, this);
  }

  /**
   * @throws IllegalStateException when there is none, or not any more
   */
  static Run of(String name) {
    Run run = RUNS.get(name);
    if (run == null) {
      throw new IllegalStateException("no capture runs as " + name);
    }
    return run;
  }

  Capture capture() {
    return capture;
  }

  Map<String, Object> offset() {
    return offset;
  }

  String name() {
    return name;
  }

  /** How the captured tables came to be what they are, in order. */
  List<String> definitions() {
    return Stream.concat(begun.stream(), altered.stream()).toList();
  }

  /** The later part of {@link #definitions}. */
  List<String> altered() {
    return List.copyOf(altered);
  }

  void alter(String definition) {
    altered.add(definition);
  }

  LongAdder ownRows() {
    return ownRows;
  }

  /** An engine that is still ending does not find it any more. */
  @Override
  public void close() {
    RUNS.remove(name);
  }
}
