package dev.infill.worker.debezium.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogEventsTest {
  /** What the log calls them. */
  private static final int INSERT = 30;

  private static final int UPDATE = 31;
  private static final int NAMED = 33;
  private static final int NAMELESS = 34;

  private static final int HEADER = 19;

  private final LogEvents events = new LogEvents(Set.of(), Optional.empty());

  /** As it is on every server that holds more than one table. */
  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void rowsOfOtherTablesArePassedOverUpToTheirEndAndNoFurther() throws Exception {
    byte[] inserted = {0, 1, 0, 2, 0, 3};
    byte[] updated = {0, 1, 0, 2};
    var log = new ByteArrayOutputStream();
    log.write(rows(INSERT, new byte[] {1, 1}, inserted));
    log.write(rows(UPDATE, new byte[] {1, 1, 1}, updated));
    log.write(rows(INSERT, new byte[] {1, 1}, inserted));
    var in = new ByteArrayInputStream(log.toByteArray());

    Event first = events.nextEvent(in);
    Event second = events.nextEvent(in);
    Event third = events.nextEvent(in);

    assertThat(first.<WriteRowsEventData>getData().getRows()).hasSize(1);
    assertThat(second.<UpdateRowsEventData>getData().getRows()).hasSize(1);
    assertThat(third.<WriteRowsEventData>getData().getRows()).hasSize(1);
    assertThat(in.available()).isZero();
  }

  /** The session's own is in the header: the first second of 1970. */
  @ParameterizedTest
  @ValueSource(ints = {NAMED, NAMELESS})
  void transactionWasCommittedWhenItsServerSaysAndNotItsSession(int type) throws Exception {
    var in = new ByteArrayInputStream(transaction(type, 1_764_288_000_123_456L));

    Event begun = events.nextEvent(in);

    assertThat(LogEvents.committed(begun)).contains(Instant.parse("2025-11-28T00:00:00.123456Z"));
  }

  @Test
  void rowsTellNoTimeOfACommit() throws Exception {
    var in = new ByteArrayInputStream(rows(INSERT, new byte[] {1, 1}, new byte[] {0, 1, 0, 2}));

    Event inserted = events.nextEvent(in);

    assertThat(LogEvents.committed(inserted)).isEmpty();
  }

  /**
   * What a transaction begins with.
   *
   * @param micros since 1970, when it was committed
   */
  private static byte[] transaction(int type, long micros) {
    var event = new ByteArrayOutputStream();
    header(event, type, 1 + 16 + 8 + 1 + 8 + 8 + 7 + 1);
    write(event, 1, 0);
    write(event, 8, 0);
    write(event, 8, 0);
    write(event, 8, type == NAMED ? 1 : 0);
    write(event, 1, 2);
    write(event, 8, 0);
    write(event, 8, 1);
    write(event, 7, micros);
    write(event, 1, 200);
    return event.toByteArray();
  }

  /**
   * An event of the log.
   *
   * @param columns how many the table has, and which of them are there
   */
  private static byte[] rows(int type, byte[] columns, byte[] rows) {
    var event = new ByteArrayOutputStream();
    header(event, type, 6 + 2 + 2 + columns.length + rows.length);
    write(event, 6, 77);
    write(event, 2, 1);
    write(event, 2, 2);
    event.writeBytes(columns);
    event.writeBytes(rows);
    return event.toByteArray();
  }

  private static void header(ByteArrayOutputStream to, int type, int length) {
    write(to, 4, 1);
    write(to, 1, type);
    write(to, 4, 1);
    write(to, 4, HEADER + length);
    write(to, 4, 0);
    write(to, 2, 0);
  }

  private static void write(ByteArrayOutputStream to, int bytes, long number) {
    for (int i = 0; i < bytes; i++) {
      to.write((int) (number >> (8 * i)));
    }
  }
}
