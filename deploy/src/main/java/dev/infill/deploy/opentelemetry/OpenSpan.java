package dev.infill.deploy.opentelemetry;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.RowsRepaired;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.observe.TraceParent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** A span of OpenTelemetry's that has begun. */
final class OpenSpan implements dev.infill.common.observe.Span {
  private static final AttributeKey<String> OUTCOME = stringKey("infill.outcome");
  private static final AttributeKey<String> ERROR_TYPE = stringKey("error.type");
  private static final AttributeKey<Long> ROWS = longKey("infill.rows");
  private static final AttributeKey<Long> FILLED = longKey("infill.rows.filled");
  private static final AttributeKey<Long> SKIPPED = longKey("infill.rows.skipped");
  private static final AttributeKey<Long> EQUAL = longKey("infill.rows.equal");
  private static final AttributeKey<Long> REPAIRED = longKey("infill.rows.repaired");

  private final Span span;
  private final Tracer tracer;
  private final InstantSource clock;

  OpenSpan(Span span, Tracer tracer, InstantSource clock) {
    this.span = span;
    this.tracer = tracer;
    this.clock = clock;
  }

  /** Also of a span that is not sampled, so that others don't sample what belongs to it. */
  @Override
  public Optional<TraceParent> place() {
    var context = span.getSpanContext();
    return context.isValid()
        ? Optional.of(
            new TraceParent(
                context.getTraceId(), context.getSpanId(), context.getTraceFlags().asHex()))
        : Optional.empty();
  }

  @Override
  public void told(Event event) {
    if (!span.isRecording()) {
      return;
    }
    switch (event) {
      case ChunkFilled e -> chunk(e);
      case RowQuarantined e -> span.addEvent("row quarantined");
      default -> outcome(event);
    }
  }

  @Override
  public void failed(String code) {
    span.setAttribute(ERROR_TYPE, code).setStatus(StatusCode.ERROR, code);
  }

  @Override
  public void close() {
    span.end();
  }

  /** It is told when it is over, with the time that it took. */
  private void chunk(ChunkFilled e) {
    Instant end = clock.instant();
    tracer
        .spanBuilder("chunk")
        .setParent(Context.root().with(span))
        .setStartTimestamp(end.minusMillis(e.elapsedMillis()))
        .setAttribute(ROWS, e.rows())
        .setAttribute(FILLED, e.filled())
        .setAttribute(SKIPPED, e.skipped())
        .startSpan()
        .end(end);
  }

  private void outcome(Event event) {
    span.setAttribute(OUTCOME, event.getClass().getSimpleName());
    switch (event) {
      case RangeFilled e ->
          span.setAttribute(ROWS, e.rows())
              .setAttribute(FILLED, e.filled())
              .setAttribute(SKIPPED, e.skipped());
      case RangeChecked e -> span.setAttribute(ROWS, e.counted()).setAttribute(EQUAL, e.equal());
      case RowsRepaired e -> span.setAttribute(REPAIRED, e.repaired());
      case TaskFailed e -> failed(e.code());
      case StepFailed e -> failed(e.kind().name());
      default -> {
        // Its name says it all.
      }
    }
  }
}
