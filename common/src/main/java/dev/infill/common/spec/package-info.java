/**
 * What an operator asks for: a migration's spec and a fleet, read from YAML.
 *
 * <p>Start at {@link dev.infill.common.spec.MigrationSpec}; {@link
 * dev.infill.common.spec.SpecParser} reads it. Everything wrong with a file is told at once, with
 * its line, before anything starts. Nothing here asks a database; whether a spec fits a table is
 * the plan's to say.
 */
@NullMarked
package dev.infill.common.spec;

import org.jspecify.annotations.NullMarked;
