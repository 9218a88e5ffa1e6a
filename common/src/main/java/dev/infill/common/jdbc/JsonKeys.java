package dev.infill.common.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.infill.common.model.Key;
import java.util.List;

/** Many keys in one text, for servers that know no arrays. */
final class JsonKeys {
  private static final ObjectWriter WRITER = JsonMapper.builder().build().writer();
  private static final ObjectReader READER = JsonMapper.builder().build().readerFor(Key.class);

  private JsonKeys() {}

  /** An array with an array of texts for each key. */
  static String write(List<Key> keys) {
    try {
      return WRITER.writeValueAsString(keys);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are JSON", e);
    }
  }

  /**
   * The first keys of a text that has one in each line, as an array of texts. A server may cut such
   * a text that grows too long, so what is behind the last line's end does not count.
   */
  static List<Key> read(String lines, int most) {
    int end = lines.lastIndexOf('\n') + 1;
    return lines.substring(0, end).lines().limit(most).map(JsonKeys::key).toList();
  }

  private static Key key(String line) {
    try {
      return READER.readValue(line);
    } catch (JsonProcessingException e) {
      // Not with the cause, whose message holds the line.
      throw new IllegalStateException("the server answered a key that is no JSON");
    }
  }
}
