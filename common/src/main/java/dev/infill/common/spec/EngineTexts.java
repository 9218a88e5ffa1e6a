package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.infill.common.model.Engine;
import java.util.List;

/** Finds the fields that give each engine its own text, and have none for one of them. */
final class EngineTexts {
  private final JsonNode root;
  private final Shape shape;
  private final Engine engine;

  EngineTexts(JsonNode root, Shape shape, Engine engine) {
    this.root = root;
    this.shape = shape;
    this.engine = engine;
  }

  /** What is missing for the engine. */
  List<SpecProblem> missing(Problems problems) {
    look(JsonPointer.empty(), problems);
    return problems.all();
  }

  private void look(JsonPointer at, Problems problems) {
    var node = root.at(at);
    if (node.isObject() && shape.isPerEngine(at)) {
      if (!node.has(engine.key())) {
        problems.add(
            at,
            "has no text for " + engine.title() + ".",
            "Add '" + engine.key() + "': " + shape.title(at) + ".");
      }
      return;
    }
    node.properties().forEach(field -> look(at.appendProperty(field.getKey()), problems));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      look(at.appendIndex(i), problems);
    }
  }
}
