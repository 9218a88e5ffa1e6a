package dev.infill.deploy.opentelemetry;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.Span;
import dev.infill.common.observe.TraceParent;
import dev.infill.common.observe.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Traces by OpenTelemetry. All that a span holds is named here and in {@link OpenSpan}: migration,
 * shard, kinds, ids, counts and codes. No key, no SQL, no URL, and no reason, which may quote one.
 */
final class OpenTelemetryTraces implements Traces {
  private static final AttributeKey<String> MIGRATION = stringKey("infill.migration");
  private static final AttributeKey<String> SHARD = stringKey("infill.shard");
  private static final AttributeKey<String> TASK = stringKey("infill.task");
  private static final AttributeKey<String> RANGE = stringKey("infill.range");
  private static final AttributeKey<Long> ATTEMPT = longKey("infill.attempt");
  private static final AttributeKey<String> STEP = stringKey("infill.step");
  private static final AttributeKey<String> EVENT = stringKey("infill.event");

  private final Tracer tracer;
  private final InstantSource clock;

  /**
   * @param clock tells when a chunk ended
   */
  OpenTelemetryTraces(TracerProvider provider, InstantSource clock) {
    this.tracer = provider.get("dev.infill");
    this.clock = clock;
  }

  @Override
  public Span sending(Task task, Span decision) {
    SpanBuilder span = about(task, "send ", SpanKind.PRODUCER).setNoParent();
    decision.place().ifPresent(place -> span.addLink(context(place)));
    return started(span);
  }

  @Override
  public Span running(Task task, Optional<TraceParent> sent) {
    return started(
        about(task, "run ", SpanKind.CONSUMER)
            .setParent(sent.map(OpenTelemetryTraces::parent).orElseGet(Context::root)));
  }

  @Override
  public Span taking(MigrationShard id, String kind, String step) {
    return started(
        about(id, "step " + kind, SpanKind.INTERNAL).setNoParent().setAttribute(STEP, step));
  }

  @Override
  public Span deciding(Recorded recorded, Optional<TraceParent> told) {
    if (told.isEmpty()) {
      return Span.NONE;
    }
    String event = recorded.event().getClass().getSimpleName();
    return started(
        about(recorded.subject(), "decide " + event, SpanKind.CONSUMER)
            .setParent(parent(told.get()))
            .setAttribute(EVENT, event));
  }

  private Span started(SpanBuilder span) {
    return new OpenSpan(span.startSpan(), tracer, clock);
  }

  private SpanBuilder about(Task task, String verb, SpanKind kind) {
    String name = task.getClass().getSimpleName();
    return about(task.id(), verb + name, kind)
        .setAttribute(TASK, name)
        .setAttribute(RANGE, task.range().toString())
        .setAttribute(ATTEMPT, (long) task.attempt());
  }

  private SpanBuilder about(MigrationShard id, String name, SpanKind kind) {
    return tracer
        .spanBuilder(name)
        .setSpanKind(kind)
        .setAttribute(MIGRATION, id.migration().name())
        .setAttribute(SHARD, id.shard().toString());
  }

  private static Context parent(TraceParent place) {
    return Context.root().with(io.opentelemetry.api.trace.Span.wrap(context(place)));
  }

  private static SpanContext context(TraceParent place) {
    return SpanContext.createFromRemoteParent(
        place.traceId(),
        place.spanId(),
        TraceFlags.fromHex(place.flags(), 0),
        TraceState.getDefault());
  }
}
