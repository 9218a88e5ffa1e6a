package dev.infill.worker.debezium.mysql;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Dates and times in the log, as the texts in which the server writes them: Java has no value for
 * some of them, such as the day 0000-00-00.
 */
final class TimeTexts {
  private static final int BITS_OF_A_DAYS_SECONDS = 17;
  private static final long TIME_ZERO = 0x80_0000L;
  private static final long DATETIME_ZERO = 0x80_0000_0000L;

  private TimeTexts() {}

  static String date(ByteArrayInputStream in) throws IOException {
    int packed = in.readInteger(3);
    return date(packed >> 9, (packed >> 5) & 15, packed & 31);
  }

  /**
   * @param digits of the fraction of a second, 0 to 6
   */
  static String time(int digits, ByteArrayInputStream in) throws IOException {
    int bits = 8 * bytesOf(digits);
    long packed = bigEndian(in, 3 + bytesOf(digits)) - (TIME_ZERO << bits);
    long size = Math.abs(packed);
    long clock = size >> bits;
    return (packed < 0 ? "-" : "")
        + clock((clock >> 12) & 1023, (clock >> 6) & 63, clock & 63)
        + fraction(digits, size & ((1L << bits) - 1));
  }

  static String datetime(int digits, ByteArrayInputStream in) throws IOException {
    long packed = bigEndian(in, 5) - DATETIME_ZERO;
    long days = packed >> BITS_OF_A_DAYS_SECONDS;
    long clock = packed & ((1L << BITS_OF_A_DAYS_SECONDS) - 1);
    long months = days >> 5;
    return date(months / 13, months % 13, days & 31)
        + " "
        + clock(clock >> 12, (clock >> 6) & 63, clock & 63)
        + fraction(digits, bigEndian(in, bytesOf(digits)));
  }

  /** In UTC, as our sessions have it. */
  static String timestamp(int digits, ByteArrayInputStream in) throws IOException {
    long seconds = bigEndian(in, 4);
    String fraction = fraction(digits, bigEndian(in, bytesOf(digits)));
    if (seconds == 0) {
      return "0000-00-00 00:00:00" + fraction;
    }
    var time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    return date(time.getYear(), time.getMonthValue(), time.getDayOfMonth())
        + " "
        + clock(time.getHour(), time.getMinute(), time.getSecond())
        + fraction;
  }

  private static String date(long year, long month, long day) {
    return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2);
  }

  private static String clock(long hours, long minutes, long seconds) {
    return digits(hours, 2) + ":" + digits(minutes, 2) + ":" + digits(seconds, 2);
  }

  /** With zeros before it. */
  private static String digits(long value, int atLeast) {
    String text = Long.toString(value);
    return "0".repeat(Math.max(0, atLeast - text.length())) + text;
  }

  private static int bytesOf(int digits) {
    return (digits + 1) / 2;
  }

  /** Two digits stand in each byte; of an odd number the last is zero. */
  private static String fraction(int digits, long value) {
    return digits == 0 ? "" : "." + digits(value, 2 * bytesOf(digits)).substring(0, digits);
  }

  private static long bigEndian(ByteArrayInputStream in, int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value = value << 8 | in.read();
    }
    return value;
  }
}
