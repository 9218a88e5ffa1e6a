package dev.infill.deploy.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.infill.common.kafka.Codec;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Recorded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** An event in a line, for people or for programs. */
public final class EventText {
  private static final int LONGEST = 160;

  private final Codec codec = Codec.ofMessages();
  private final JsonMapper mapper = JsonMapper.builder().build();

  /** When, where, what, and its figures, as its JSON names them; long ones are cut. */
  public String line(Recorded recorded) {
    return "%s  %-32s %-18s %s"
        .formatted(
            recorded.at().truncatedTo(ChronoUnit.MILLIS),
            recorded.subject(),
            recorded.event().getClass().getSimpleName(),
            figures(recorded))
        .stripTrailing();
  }

  /** All of it as one line of JSON: what the headers say, and under {@code data} the event. */
  public String json(Recorded recorded) {
    var all = new LinkedHashMap<String, Object>();
    all.put("id", recorded.eventId());
    all.put("time", recorded.at().toString());
    all.put("source", recorded.source());
    all.put("subject", recorded.subject().toString());
    all.put("type", recorded.event().getClass().getSimpleName());
    all.put("data", tree(recorded));
    return new String(codec.write(all), StandardCharsets.UTF_8);
  }

  private String figures(Recorded recorded) {
    if (recorded.event() instanceof Submitted submitted) {
      return "table=" + submitted.spec().table() + " columns=" + submitted.spec().columnNames();
    }
    return tree(recorded).properties().stream()
        .filter(field -> !field.getKey().equals("type"))
        .map(EventText::figure)
        .collect(Collectors.joining(" "));
  }

  private static String figure(Map.Entry<String, JsonNode> field) {
    var value = field.getValue();
    String text = value.isTextual() ? value.asText() : value.toString();
    return field.getKey()
        + "="
        + (text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...");
  }

  private JsonNode tree(Recorded recorded) {
    try {
      return mapper.readTree(codec.write(recorded.event()));
    } catch (IOException e) {
      throw new UncheckedIOException("what was just written can't be read", e);
    }
  }
}
