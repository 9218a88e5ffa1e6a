package dev.infill.common.observe;

import dev.infill.common.message.Event;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task;
import dev.infill.common.model.MigrationShard;
import java.util.Optional;

/** Traces nothing. */
final class Untraced implements Traces {
  @Override
  public Span sending(Task task, Span decision) {
    return Span.NONE;
  }

  @Override
  public Span running(Task task, Optional<TraceParent> sent) {
    return Span.NONE;
  }

  @Override
  public Span taking(MigrationShard id, String kind, String step) {
    return Span.NONE;
  }

  @Override
  public Span deciding(Recorded recorded, Optional<TraceParent> told) {
    return Span.NONE;
  }

  /** What comes of it. */
  static final class NoSpan implements Span {
    @Override
    public Optional<TraceParent> place() {
      return Optional.empty();
    }

    @Override
    public void told(Event event) {}

    @Override
    public void failed(String code) {}

    @Override
    public void close() {}
  }
}
