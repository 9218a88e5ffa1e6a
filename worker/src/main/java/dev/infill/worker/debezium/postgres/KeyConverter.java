package dev.infill.worker.debezium.postgres;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Properties;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Has every captured column told as a text, before a schema of Debezium's own can round it, shift
 * it or overflow. Made by the engine, by its name.
 */
public final class KeyConverter implements CustomConverter<SchemaBuilder, RelationalColumn> {
  @Override
  public void configure(Properties settings) {
    // It has no settings.
  }

  /**
   * A value that has no text becomes nothing, and is missed where the key is read: a column's
   * default, which nobody reads, comes this way too and must not end the engine.
   */
  @Override
  public void converterFor(
      RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
    var schema = SchemaBuilder.string();
    registration.register(
        column.isOptional() ? schema : schema.optional(), value -> KeyText.of(value).orElse(null));
  }
}
