package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Task;
import java.util.List;

/**
 * What an event leads to: the next state, and tasks for workers. Both are written in one Kafka
 * transaction with the event's offset.
 */
public record Decision(ShardMigration after, List<Task> tasks) {
  public Decision {
    tasks = List.copyOf(tasks);
  }
}
