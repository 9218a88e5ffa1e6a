package dev.infill.worker.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyPartsTest {
  @Test
  void takesTheColumnsInTheKeysOrder() {
    Struct struct = struct("b", "1").put("A x", "k");

    assertThat(
            KeyParts.of(
                struct, List.of(new KeyColumn("A x", "text"), new KeyColumn("b", "bigint"))))
        .isEqualTo(Key.of("k", "1"));
  }

  @Test
  void refusesAKeyWithoutAText() {
    assertThatThrownBy(
            () -> KeyParts.of(struct("k", null), List.of(new KeyColumn("k", "interval"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no column k of type interval");
    assertThatThrownBy(
            () -> KeyParts.of(struct("k", "1"), List.of(new KeyColumn("other", "bigint"))))
        .hasMessageContaining("no column other");
  }

  private static Struct struct(String column, @Nullable String value) {
    Schema schema =
        SchemaBuilder.struct()
            .field(column, Schema.OPTIONAL_STRING_SCHEMA)
            .field("A x", Schema.OPTIONAL_STRING_SCHEMA)
            .build();
    return new Struct(schema).put(column, value);
  }
}
