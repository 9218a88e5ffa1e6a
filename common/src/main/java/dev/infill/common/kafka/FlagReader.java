package dev.infill.common.kafka;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.io.Serial;

/**
 * Reads a flag. One that is absent is off, so that a message may get a flag and those that were
 * stored before, or are sent by an older process, are still read.
 */
final class FlagReader extends StdDeserializer<Boolean> {
  @Serial private static final long serialVersionUID = 1L;

  FlagReader() {
    super(boolean.class);
  }

  @Override
  public Boolean deserialize(JsonParser json, DeserializationContext context) throws IOException {
    return json.getBooleanValue();
  }

  @Override
  public Boolean getAbsentValue(DeserializationContext context) {
    return Boolean.FALSE;
  }
}
