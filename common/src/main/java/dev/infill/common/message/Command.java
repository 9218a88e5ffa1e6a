package dev.infill.common.message;

import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.MigrationSpec;

/**
 * What an operator asked, on {@code infill.commands}, keyed by migration. A command that comes
 * twice changes nothing.
 */
public sealed interface Command {
  /**
   * Begin. The same spec again is the same migration; another under its name is refused before it
   * gets here.
   */
  record Submit(MigrationSpec spec, Fleet fleet) implements Command {}

  record Pause() implements Command {}

  record Resume() implements Command {}

  record RollBack() implements Command {}
}
