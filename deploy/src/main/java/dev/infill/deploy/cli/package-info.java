/**
 * The command line: one class per command.
 *
 * <p>Start at {@link dev.infill.deploy.cli.Cli}, which knows them all. Commands read what was
 * asked, start what it takes, show how it gets on, and answer with an exit code of {@link
 * dev.infill.deploy.cli.ExitCode}. They hold no logic of migrations.
 */
@NullMarked
package dev.infill.deploy.cli;

import org.jspecify.annotations.NullMarked;
