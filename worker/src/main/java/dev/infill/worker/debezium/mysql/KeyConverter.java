package dev.infill.worker.debezium.mysql;

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

  /** A value that has no text becomes nothing, and is missed where the key is read. */
  @Override
  public void converterFor(
      RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
    String charset = column.charsetName();
    var type =
        new KeyText.Type(
            column.typeName(), column.length().orElse(0), charset == null ? "" : charset);
    registration.register(
        SchemaBuilder.string().optional(), value -> KeyText.of(type, value).orElse(null));
  }
}
