package dev.infill.worker.debezium.mysql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.infill.common.jdbc.BinlogNote;
import dev.infill.common.message.Position;
import dev.infill.common.model.MigrationShard;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Positions as Debezium writes them. It also tells how much of a transaction was read; that is left
 * out, so that one that was begun comes again as a whole.
 */
final class Offsets {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FILE = "file";
  private static final String POSITION = "pos";
  private static final String GTIDS = "gtids";

  private Offsets() {}

  /** Where a capture begins that knows nothing else. */
  static Position begin(MigrationShard id, BinlogNote note) {
    return new Position(id, note.id(), note.file(), note.position(), note.gtids(), List.of());
  }

  /**
   * @param byNames whether it is to be told by the transactions' names
   */
  static Map<String, Object> of(Position position, boolean byNames) {
    return of(position.file(), position.position(), byNames ? position.gtids() : "");
  }

  private static Map<String, Object> of(String file, long position, String gtids) {
    var offset = new HashMap<String, Object>(Map.of(FILE, file, POSITION, position));
    if (!gtids.isEmpty()) {
      offset.put(GTIDS, gtids.replaceAll("\\s", ""));
    }
    return offset;
  }

  static Position position(
      MigrationShard id, String note, Map<String, ?> offset, List<String> definitions) {
    Object gtids = offset.get(GTIDS);
    return new Position(
        id,
        note,
        String.valueOf(offset.get(FILE)),
        ((Number) offset.get(POSITION)).longValue(),
        gtids == null ? "" : gtids.toString(),
        definitions);
  }

  /** How the tables were made when the capture was begun, as records of a schema's history. */
  static List<String> definitions(BinlogNote note) {
    return note.tables().stream()
        .map(
            table ->
                json(
                    Map.of(
                        "source",
                        Map.of(),
                        "position",
                        of(note.file(), note.position(), note.gtids()),
                        "databaseName",
                        table.schema(),
                        "ddl",
                        table.ddl())))
        .toList();
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are JSON", e);
    }
  }
}
