package dev.infill.worker.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import io.debezium.data.Uuid;
import io.debezium.time.Date;
import io.debezium.time.MicroTime;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.Timestamp;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

class KeyTextTest {
  @Test
  void writesNumbersAndTextsAsTheDatabaseDoes() {
    assertThat(text("bigint", Schema.INT64_SCHEMA, -9_223_372_036_854_775_808L))
        .isEqualTo("-9223372036854775808");
    assertThat(text("integer", Schema.INT32_SCHEMA, 42)).isEqualTo("42");
    assertThat(text("smallint", Schema.INT16_SCHEMA, (short) -7)).isEqualTo("-7");
    assertThat(text("text", Schema.STRING_SCHEMA, " a|b'c\\ ")).isEqualTo(" a|b'c\\ ");
    assertThat(text("uuid", Uuid.schema(), "6f1c1d2e-0000-4000-8000-000000000001"))
        .isEqualTo("6f1c1d2e-0000-4000-8000-000000000001");
    assertThat(text("boolean", Schema.BOOLEAN_SCHEMA, true)).isEqualTo("true");
    assertThat(text("bytea", Schema.STRING_SCHEMA, "00ff")).isEqualTo("\\x00ff");
    assertThat(text("numeric(10,2)", Schema.STRING_SCHEMA, "-0.10")).isEqualTo("-0.10");
    assertThat(text("numeric", Schema.STRING_SCHEMA, "NEGATIVE_INFINITY")).isEqualTo("-Infinity");
  }

  @Test
  void writesTimesToTheMicrosecond() {
    assertThat(text("date", Date.schema(), 20_000)).isEqualTo("2024-10-04");
    assertThat(text("timestamp(3) without time zone", Timestamp.schema(), 1_700_000_000_120L))
        .isEqualTo("2023-11-14 22:13:20.12");
    assertThat(text("timestamp without time zone", MicroTimestamp.schema(), -1L))
        .isEqualTo("1969-12-31 23:59:59.999999");
    assertThat(text("timestamp without time zone", MicroTimestamp.schema(), 0L))
        .isEqualTo("1970-01-01 00:00:00");
    assertThat(
            text(
                "timestamp without time zone", MicroTimestamp.schema(), 9_223_372_036_825_200_000L))
        .isEqualTo("infinity");
    assertThat(text("date", Date.schema(), -2_147_472_691)).isEqualTo("-infinity");
  }

  @Test
  void takesTheColumnsInTheKeysOrder() {
    Schema schema =
        SchemaBuilder.struct()
            .field("b", Schema.INT64_SCHEMA)
            .field("A x", Schema.STRING_SCHEMA)
            .build();
    var struct = new Struct(schema).put("b", 1L).put("A x", "k");

    assertThat(
            KeyText.of(struct, List.of(new KeyColumn("A x", "text"), new KeyColumn("b", "bigint"))))
        .isEqualTo(Key.of("k", "1"));
  }

  @Test
  void refusesWhatItCannotWrite() {
    assertThatThrownBy(() -> text("time", MicroTime.schema(), 1L))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("type time");
    assertThatThrownBy(() -> text("date", Date.schema(), -1_000_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                KeyText.of(
                    new Struct(SchemaBuilder.struct().field("k", Schema.INT64_SCHEMA).build())
                        .put("k", 1L),
                    List.of(new KeyColumn("other", "bigint"))))
        .hasMessageContaining("no column other");
  }

  private static String text(String type, Schema schema, Object value) {
    var struct = new Struct(SchemaBuilder.struct().field("k", schema).build()).put("k", value);
    return KeyText.of(struct, List.of(new KeyColumn("k", type))).parts().getFirst();
  }
}
