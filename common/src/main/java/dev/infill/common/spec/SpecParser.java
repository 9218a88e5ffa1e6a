package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.infill.common.model.Engine;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Reads what an operator asks for, and tells all that is wrong with it at once.
 *
 * <p>A file is checked against its published JSON Schema ({@code migration.schema.json}, {@code
 * fleet.schema.json} beside this class) and then for what a schema can't say. The texts may be YAML
 * or JSON. No message repeats a URL or what stands in the place of a password.
 */
public final class SpecParser {
  private static final Shape MIGRATION = Shape.load("migration.schema.json");
  private static final Shape FLEET = Shape.load("fleet.schema.json");

  private SpecParser() {}

  /**
   * Reads a migration.
   *
   * @param fileName the file as the operator named it, for the problems
   * @param yaml the file's text
   * @throws InvalidSpecException with everything that is wrong
   */
  public static SpecByEngine migration(String fileName, String yaml) throws InvalidSpecException {
    return migration(Document.read(fileName, yaml));
  }

  /**
   * Reads a migration from JSON that was parsed already.
   *
   * @param source names where it comes from, for the problems; they have no lines
   * @throws InvalidSpecException with everything that is wrong
   */
  public static SpecByEngine migration(String source, JsonNode json) throws InvalidSpecException {
    return migration(Document.of(source, json));
  }

  private static SpecByEngine migration(Document document) throws InvalidSpecException {
    check(document, MIGRATION, MigrationChecks::check);
    var root = document.root();
    var specs = new TreeMap<Engine, MigrationSpec>();
    var lacks = new TreeMap<Engine, List<SpecProblem>>();
    for (var engine : Engine.values()) {
      var missing = new EngineTexts(root, MIGRATION, engine).missing(document.problems().none());
      if (missing.isEmpty()) {
        specs.put(engine, Build.migration(new Values(root, MIGRATION, engine)));
      } else {
        lacks.put(engine, missing);
      }
    }
    if (specs.isEmpty()) {
      throw new InvalidSpecException(lacks.values().stream().flatMap(List::stream).toList());
    }
    return new SpecByEngine(specs, lacks);
  }

  /**
   * Reads a fleet.
   *
   * @param fileName the file as the operator named it, for the problems
   * @param yaml the file's text
   * @throws InvalidSpecException with everything that is wrong
   */
  public static Fleet fleet(String fileName, String yaml) throws InvalidSpecException {
    return fleet(Document.read(fileName, yaml));
  }

  /**
   * Reads a fleet from JSON that was parsed already.
   *
   * @param source names where it comes from, for the problems; they have no lines
   * @throws InvalidSpecException with everything that is wrong
   */
  public static Fleet fleet(String source, JsonNode json) throws InvalidSpecException {
    return fleet(Document.of(source, json));
  }

  private static Fleet fleet(Document document) throws InvalidSpecException {
    check(document, FLEET, FleetChecks::check);
    return FleetText.read(new Values(document.root(), FLEET, Engine.POSTGRESQL));
  }

  private static void check(Document document, Shape shape, BiConsumer<JsonNode, Problems> checks)
      throws InvalidSpecException {
    var problems = document.problems();
    if (document.root().isMissingNode()) {
      problems.throwIfAny();
    }
    if (isOfKind(document.root(), shape == MIGRATION ? FLEET : MIGRATION)) {
      // Every field would be wrong; one sentence tells it better.
      var kind = JsonPointer.compile("/kind");
      var wanted = shape.choices(kind).get(0);
      problems.add(
          kind,
          "is " + document.root().at(kind).asText() + ", but a " + wanted + " is wanted here.",
          "Give the file of the " + wanted + ".");
      problems.throwIfAny();
    }
    SchemaCheck.check(document.root(), shape, problems);
    checks.accept(document.root(), problems);
    problems.throwIfAny();
  }

  private static boolean isOfKind(JsonNode root, Shape shape) {
    return shape.choices(JsonPointer.compile("/kind")).contains(root.path("kind").asText());
  }
}
