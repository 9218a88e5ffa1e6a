package dev.infill.worker.debezium.mysql;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTextTest {
  @ParameterizedTest
  @CsvSource({
    "TINYINT, -1, -1",
    "TINYINT UNSIGNED, -1, 255",
    "SMALLINT UNSIGNED, -1, 65535",
    "MEDIUMINT UNSIGNED ZEROFILL, -1, 16777215",
    "INT UNSIGNED, -1, 4294967295",
    "int, -2147483648, -2147483648"
  })
  void readsIntegersByTheirTypesSign(String type, int raw, String text) {
    assertThat(text(type, 0, "", raw)).contains(text);
  }

  @Test
  void readsLongNumbersWhole() {
    assertThat(text("BIGINT UNSIGNED", 0, "", -1L)).contains("18446744073709551615");
    assertThat(text("BIGINT", 0, "", -1L)).contains("-1");
    assertThat(text("DECIMAL", 65, "", new BigDecimal("1E-30")))
        .contains("0.000000000000000000000000000001");
  }

  @Test
  void fillsUpWhatTheLogLeavesAway() {
    assertThat(text("BINARY", 4, "", new byte[] {1})).contains("01000000");
    assertThat(text("VARBINARY", 4, "", new byte[] {1})).contains("01");
  }

  @Test
  void readsTextsInTheirOwnCharacters() {
    assertThat(text("VARCHAR", 9, "utf8mb4", "é\\".getBytes(UTF_8))).contains("é\\");
    assertThat(text("CHAR", 9, "utf16", "é".getBytes(UTF_16BE))).contains("é");
    assertThat(text("VARCHAR", 9, "latin1", new byte[] {(byte) 0x80, (byte) 0x81}))
        .contains("€\u0081");
  }

  @Test
  void hasNoTextForWhatJavaWouldReadAsAnother() {
    assertThat(text("VARCHAR", 9, "utf8mb4", new byte[] {(byte) 0xff})).isEmpty();
    assertThat(text("VARCHAR", 9, "macce", new byte[] {65})).isEmpty();
    assertThat(text("POINT", 0, "", new byte[] {65})).isEmpty();
    assertThat(KeyText.of(new KeyText.Type("INT", 0, ""), null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 800000, 00:00:00",
    "0, B46EFB, 838:59:59",
    "0, 4B9105, -838:59:59",
    "1, 80000132, 00:00:01.5",
    "6, 800000000001, 00:00:00.000001",
    "6, 7FFFFFFFFFFF, -00:00:00.000001"
  })
  void readsTimesBothSidesOfNone(int digits, String hex, String text) throws IOException {
    assertThat(TimeTexts.time(digits, in(hex))).isEqualTo(text);
  }

  @Test
  void readsDaysThatAreNone() throws IOException {
    assertThat(TimeTexts.date(in("000000"))).isEqualTo("0000-00-00");
    assertThat(TimeTexts.datetime(0, in("8000000000"))).isEqualTo("0000-00-00 00:00:00");
    assertThat(TimeTexts.timestamp(3, in("000000000000"))).isEqualTo("0000-00-00 00:00:00.000");
    assertThat(TimeTexts.timestamp(6, in("7FFFFFFF0F423F")))
        .isEqualTo("2038-01-19 03:14:07.999999");
  }

  private static ByteArrayInputStream in(String hex) {
    return new ByteArrayInputStream(HexFormat.of().parseHex(hex));
  }

  private static Optional<String> text(String type, int length, String charset, Object raw) {
    return KeyText.of(new KeyText.Type(type, length, charset), raw);
  }
}
