package dev.infill.deploy.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a script by which a shell completes the commands. */
@Command(name = "completion", description = "Writes a script by which a shell completes commands.")
final class CompletionCommand implements Callable<Integer> {
  /** Shells whose scripts are known. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  private final CliContext context;

  @Parameters(index = "0", paramLabel = "SHELL", description = "one of ${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.bash;

  @Spec private CommandSpec spec = CommandSpec.create();

  CompletionCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var root = spec.root().commandLine();
    String script =
        switch (shell) {
          case bash -> AutoComplete.bash("infill", root);
          // The script for bash is one for zsh too, once zsh is told to take such.
          case zsh ->
              "#compdef infill\nautoload -U +X bashcompinit && bashcompinit\n"
                  + AutoComplete.bash("infill", root);
          case fish -> FishCompletion.script(root);
        };
    context.out().print(script);
    context.out().flush();
    return ExitCode.DONE;
  }
}
