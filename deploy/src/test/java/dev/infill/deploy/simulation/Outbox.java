package dev.infill.deploy.simulation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a process has sent and no broker has yet. The order within a stream is kept, as Kafka's is
 * within a partition; an event whose acknowledgement is lost is told again, behind others.
 */
final class Outbox {
  /** Kafka's own producers send nothing twice; those who tell events do. */
  static final String EVENTS = "events";

  private record Sent(String stream, Runnable arrive, Runnable kept) {}

  private final Machine machine;
  private final List<Sent> sent = new ArrayList<>();

  Outbox(Machine machine) {
    this.machine = machine;
  }

  /**
   * @param arrive appends it to its topic
   * @param kept the sender hears that it is there
   */
  void send(String stream, Runnable arrive, Runnable kept) {
    if (machine.alive()) {
      sent.add(new Sent(stream, arrive, kept));
    }
  }

  boolean isEmpty() {
    return sent.isEmpty();
  }

  /** Lets the first of some stream arrive. */
  void deliver() {
    var streams = new LinkedHashSet<String>();
    sent.forEach(one -> streams.add(one.stream()));
    World world = machine.world();
    String stream = List.copyOf(streams).get(world.random().nextInt(streams.size()));
    Sent first = sent.stream().filter(one -> one.stream().equals(stream)).findFirst().orElseThrow();
    sent.remove(first);
    world.trace(() -> machine + ": " + stream + " arrives");
    first.arrive().run();
    if (stream.equals(EVENTS) && world.trouble(4)) {
      world.trace(() -> machine + ": the acknowledgement is lost");
      sent.add(first);
    } else {
      first.kept().run();
    }
  }

  /** Some of what it sent arrives all the same, the first of it. */
  void died() {
    int arriving = sent.isEmpty() ? 0 : machine.world().random().nextInt(sent.size() + 1);
    sent.subList(0, arriving).forEach(one -> one.arrive().run());
    sent.clear();
  }
}
