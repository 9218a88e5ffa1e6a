package dev.infill.common.observe;

import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task;
import dev.infill.common.model.MigrationShard;
import java.util.Optional;

/**
 * Traces what is done: for each task a trace of its own, from its sending over its run on a worker
 * to the decisions on what the worker told. Never waits and never throws. Safe for all threads.
 */
public interface Traces {
  /** Traces nothing, at no cost. */
  Traces NONE = new Untraced();

  /**
   * A task is sent, which begins a trace.
   *
   * @param decision that led to it; the trace is linked to it. It is no part of it, or a trace
   *     would go on for as long as the migration
   */
  Span sending(Task task, Span decision);

  /**
   * A task is run.
   *
   * @param sent what the task carried; empty where its sending was not traced
   */
  Span running(Task task, Optional<TraceParent> sent);

  /**
   * A step on a shard is taken by the coordinator, which begins a trace.
   *
   * @param kind one of few
   * @param step its name
   */
  Span taking(MigrationShard id, String kind, String step);

  /**
   * An event is decided on.
   *
   * @param told what the event carried; without it, nothing is traced: a decision alone tells
   *     nothing
   */
  Span deciding(Recorded recorded, Optional<TraceParent> told);
}
