package dev.infill.deploy.cli;

import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.InvalidSpecException;
import dev.infill.common.spec.SpecByEngine;
import dev.infill.common.spec.SpecParser;
import dev.infill.common.spec.SpecProblem;
import dev.infill.deploy.client.ApiClient.NamedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** The files of a migration and of its fleet, checked before anything is started or asked. */
record SpecFiles(
    SpecByEngine migration, Fleet fleet, NamedText migrationText, NamedText fleetText) {

  /** One of the two parsers. */
  private interface Parser<T> {
    T parse(String file, String text) throws InvalidSpecException;
  }

  /**
   * Reads both files.
   *
   * @throws InvalidSpecException with all that is wrong with either
   * @throws WrongInputException when one can't be read
   */
  static SpecFiles read(Path migration, Path fleet)
      throws InvalidSpecException, WrongInputException {
    var problems = new ArrayList<SpecProblem>();
    var specs = new ArrayList<SpecByEngine>();
    var fleets = new ArrayList<Fleet>();
    NamedText migrationText = text(migration);
    NamedText fleetText = text(fleet);
    collect(SpecParser::migration, migrationText, specs, problems);
    collect(SpecParser::fleet, fleetText, fleets, problems);
    if (problems.isEmpty()) {
      problems.addAll(specs.getFirst().problems(fleetText.name(), fleets.getFirst()));
    }
    if (!problems.isEmpty()) {
      throw new InvalidSpecException(problems);
    }
    return new SpecFiles(specs.getFirst(), fleets.getFirst(), migrationText, fleetText);
  }

  private static <T> void collect(
      Parser<T> parser, NamedText file, ArrayList<T> into, ArrayList<SpecProblem> problems) {
    try {
      into.add(parser.parse(file.name(), file.text()));
    } catch (InvalidSpecException e) {
      problems.addAll(e.problems());
    }
  }

  /** Reads one file. */
  static NamedText text(Path path) throws WrongInputException {
    try {
      return new NamedText(path.toString(), Files.readString(path));
    } catch (IOException e) {
      throw new WrongInputException(path + " cannot be read. Check the path.");
    }
  }
}
