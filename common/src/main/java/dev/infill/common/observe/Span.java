package dev.infill.common.observe;

import dev.infill.common.message.Event;
import java.util.Optional;

/**
 * Something under way that is traced, until it is closed. Never waits and never throws. Used by one
 * thread at a time.
 */
public interface Span extends AutoCloseable {
  /** Of what is not traced. */
  Span NONE = new Untraced.NoSpan();

  /** What messages that are sent meanwhile carry; empty where nothing is traced. */
  Optional<TraceParent> place();

  /**
   * Notes an event that is told meanwhile: a chunk is a span within this one, a failure makes it an
   * error with the failure's code. Takes numbers, names and codes of it, and no key and no reason.
   */
  void told(Event event);

  /**
   * Makes it an error.
   *
   * @param code one of few, such as a server's error code
   */
  void failed(String code);

  @Override
  void close();
}
