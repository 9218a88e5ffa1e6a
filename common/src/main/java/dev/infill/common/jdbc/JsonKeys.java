package dev.infill.common.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.infill.common.model.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Many keys, and what comes along with each, in one text, for servers that know no arrays. */
final class JsonKeys {
  private static final ObjectWriter WRITER = JsonMapper.builder().build().writer();
  private static final ObjectReader READER = JsonMapper.builder().build().readerFor(Key.class);

  private JsonKeys() {}

  /** An array with an array of texts for each key. */
  static String write(List<Key> keys) {
    return text(keys);
  }

  /**
   * An array with an array for each row: the texts of its key, where there are keys, and then for
   * each of some arrays an array with the row's text in it, or with nothing where it is null.
   */
  static String write(List<Key> keys, List<List<@Nullable String>> arrays) {
    int count = keys.isEmpty() ? arrays.getFirst().size() : keys.size();
    var rows = new ArrayList<List<Object>>(count);
    for (int i = 0; i < count; i++) {
      var row = new ArrayList<Object>();
      if (!keys.isEmpty()) {
        row.addAll(keys.get(i).parts());
      }
      for (var array : arrays) {
        @Nullable String text = array.get(i);
        row.add(text == null ? List.of() : List.of(text));
      }
      rows.add(row);
    }
    return text(rows);
  }

  private static String text(Object json) {
    try {
      return WRITER.writeValueAsString(json);
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
