package dev.isobath.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The program of the commands that are clients of a server. {@code ./isobath} starts it.
 *
 * @see Exit
 */
@Command(name = "isobath", description = "Queue, train, watch and compare transformer experiments.")
public final class Isobath {

    /** The folder of this machine's installation. */
    private static final String HOME_PROPERTY = "isobath.home";

    /** The address of this machine's installation; empty while it does not run. */
    private static final String LOCAL_PROPERTY = "isobath.local";

    /** Whether the error output is a terminal. The shell knows, and Java's console would have to be loaded to ask it. */
    private static final String TERMINAL_PROPERTY = "isobath.terminal";

    private static final int HELP_WIDTH = 110;

    private Isobath() {}

    /**
     * Runs a command.
     *
     * @param arguments its name, and what the user wrote behind it
     */
    public static void main(String[] arguments) {
        // Java would send a request again by itself when a connection broke, also one that is not the same twice.
        System.setProperty("sun.net.http.retryPost", "false");
        Surroundings surroundings = new Surroundings(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                Path.of(System.getProperty(HOME_PROPERTY, "")),
                Optional.of(System.getProperty(LOCAL_PROPERTY, "")).filter(address -> !address.isBlank()),
                System.in,
                System.out,
                System.err,
                Boolean.getBoolean(TERMINAL_PROPERTY));
        System.exit(run(surroundings, arguments));
    }

    private static final Map<String, Function<Surroundings, Object>> COMMANDS = commands();

    private static Map<String, Function<Surroundings, Object>> commands() {
        Map<String, Function<Surroundings, Object>> commands = new LinkedHashMap<>();
        commands.put("submit", SubmitCommand::new);
        commands.put("wait", WaitCommand::new);
        commands.put("list", ListCommand::new);
        commands.put("show", ShowCommand::new);
        commands.put("logs", LogsCommand::new);
        commands.put("compare", CompareCommand::new);
        commands.put("cancel", CancelCommand::new);
        commands.put("pause", PauseCommand::new);
        commands.put("resume", ResumeCommand::new);
        commands.put("retry", RetryCommand::new);
        commands.put("share", ShareCommand::new);
        commands.put("study", StudyCommand::new);
        commands.put("studies", StudiesCommand::new);
        commands.put("demo", DemoCommand::new);
        commands.put("login", LoginCommand::new);
        commands.put("completion", CompletionCommand::new);
        return commands;
    }

    /** Runs a command and returns its exit status. */
    static int run(Surroundings surroundings, String... arguments) {
        // Only the command that runs is described to picocli, which takes a while to read all of them.
        String name = arguments.length == 0 ? "" : arguments[0];
        return commandLine(surroundings, COMMANDS.containsKey(name) ? Set.of(name) : COMMANDS.keySet())
                .execute(arguments);
    }

    /** Returns all commands with their options. */
    static CommandLine commandLine(Surroundings surroundings) {
        return commandLine(surroundings, COMMANDS.keySet());
    }

    private static CommandLine commandLine(Surroundings surroundings, Set<String> names) {
        CommandLine all = new CommandLine(new Isobath());
        COMMANDS.forEach((name, command) -> {
            if (names.contains(name)) {
                all.addSubcommand(name, command.apply(surroundings));
            }
        });
        all.getSubcommands().values().forEach(Isobath::describeHelp);
        return all.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setOut(writer(surroundings.out()))
                .setErr(writer(surroundings.err()))
                .setUsageHelpWidth(HELP_WIDTH)
                .setParameterExceptionHandler((wrong, _) -> misunderstood(surroundings, wrong))
                .setExecutionExceptionHandler((failure, _, _) -> failed(surroundings, failure));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    private static void describeHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
    }

    private static int misunderstood(Surroundings surroundings, ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        surroundings.err().println("isobath: " + wrong.getMessage());
        surroundings.err().println("See ./" + command.getCommandSpec().qualifiedName() + " --help.");
        return Exit.USAGE;
    }

    private static int failed(Surroundings surroundings, Exception failure) throws Exception {
        int status = switch (failure) {
            case RefusedException _ -> Exit.REFUSED;
            case UnusableException _ -> Exit.USAGE;
            case UnreachableException _ -> Exit.UNREACHABLE;
            default -> throw failure;
        };
        String said = failure instanceof RefusedException ? "the server refused: " : "";
        surroundings.err().println("isobath: " + said + failure.getMessage());
        return status;
    }
}
