package dev.isobath.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

@Command(
        name = "completion",
        description = "Print the completion for a shell, for example: source <(./isobath completion bash)")
final class CompletionCommand implements Callable<Integer> {

    /** The commands that the launcher runs itself. */
    static final List<String> OF_THE_LAUNCHER = List.of(
            "up", "down", "status", "doctor", "backup", "restore", "token", "worker", "bench", "chaos", "build",
            "help");

    private enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "bash or zsh")
    private Shell shell = Shell.bash;

    private final Surroundings surroundings;

    CompletionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        CommandLine commands = Isobath.commandLine(surroundings);
        OF_THE_LAUNCHER.forEach(name -> commands.addSubcommand(name, CommandSpec.create()));
        if (shell == Shell.zsh) {
            // The script asks for bashcompinit only where compinit ran before it.
            surroundings.out().println("autoload -Uz compinit && compinit");
        }
        surroundings.out().println(AutoComplete.bash("isobath", commands));
        return Exit.DONE;
    }
}
