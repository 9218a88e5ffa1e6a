package dev.infill.common.message;

import dev.infill.common.model.MigrationShard;
import java.util.List;

/**
 * How far a capture has come in a server's log, on the compacted {@code infill.positions}: all
 * before it is on {@code infill.changes}. For servers that keep no position themselves. An old one
 * only costs that changes come again.
 *
 * @param note the id of the beginning that it counts from; of another beginning it tells nothing
 * @param file the log's file, such as {@code binlog.000003}
 * @param position the byte in it at which a transaction begins, or none is under way
 * @param gtids the transactions before it; empty where the server does not name them
 * @param definitions how the captured tables were altered since the beginning, each as Debezium's
 *     history of a schema writes it, in their order
 */
public record Position(
    MigrationShard id,
    String note,
    String file,
    long position,
    String gtids,
    List<String> definitions) {
  public Position {
    definitions = List.copyOf(definitions);
  }
}
