package dev.infill.common.jdbc.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What {@code EXPLAIN (FORMAT JSON)} answers, as far as it tells how tables are read. */
final class PlanTree {
  private static final JsonMapper JSON = new JsonMapper();

  private final Set<String> tables;
  private final Set<String> indexes;
  private final boolean bounded;
  private final List<String> found = new ArrayList<>();

  private PlanTree(Set<String> tables, Set<String> indexes, boolean bounded) {
    this.tables = tables;
    this.indexes = indexes;
    this.bounded = bounded;
  }

  /**
   * How some tables are read other than by one of the indexes with a condition on it; a sentence's
   * part for each.
   *
   * @param tables names without schema
   * @param indexes names of the indexes that will do
   * @param bounded whether an index must be read from one key to another, and not as a whole
   */
  static List<String> besides(
      String explained, Set<String> tables, Set<String> indexes, boolean bounded) {
    var tree = new PlanTree(tables, indexes, bounded);
    try {
      tree.walk(JSON.readTree(explained).path(0).path("Plan"), "");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the server's plan is no JSON", e);
    }
    return tree.found.stream().distinct().toList();
  }

  /**
   * @param heap the table of a bitmap whose indexes stand below it
   */
  private void walk(JsonNode node, String heap) {
    String type = node.path("Node Type").asText();
    String table = node.path("Relation Name").asText(heap);
    boolean bitmap = type.equals("Bitmap Heap Scan");
    if (type.endsWith("Scan") && !bitmap && tables.contains(table)) {
      String index = node.path("Index Name").asText();
      if (index.isEmpty()) {
        found.add("a " + type + " of " + table);
      } else if (!indexes.contains(index)) {
        found.add("a " + type + " of the index " + index);
      } else if (bounded && !node.has("Index Cond")) {
        found.add("a " + type + " of the whole index " + index);
      }
    }
    for (JsonNode child : node.path("Plans")) {
      walk(child, bitmap ? table : "");
    }
  }
}
