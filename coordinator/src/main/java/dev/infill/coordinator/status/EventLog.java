package dev.infill.coordinator.status;

import dev.infill.common.model.MigrationId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The events of migrations, page by page. Safe for many threads. */
public interface EventLog {
  /**
   * @param from the events to look at first; empty for the newest, or the oldest when going forward
   * @param forward from older to newer; the other way otherwise
   * @param limit most lines of the page, at least 1
   * @param all with those of each chunk and range, which are many
   */
  record Query(Optional<Long> from, boolean forward, int limit, boolean all) {}

  /**
   * @param events in the order that was asked for
   * @param next where the page after this one begins; empty when there are no more events. A page
   *     may be shorter than was asked for, or empty, and yet not be the last: only so many events
   *     are looked at for one
   */
  record Page(List<EventLine> events, Optional<Long> next) {
    public Page {
      events = List.copyOf(events);
    }
  }

  /**
   * A page of a migration's events.
   *
   * @throws IOException when the store does not answer
   */
  Page page(MigrationId migration, Query query) throws IOException, InterruptedException;
}
