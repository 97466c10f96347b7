package dev.isobath.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.SpecText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What can be said about the commands without a server. {@code CommandsTest} of the server runs them against one. */
class IsobathTest {

    /** Nobody listens on this port of the machine. */
    private static final String NOBODY = "http://127.0.0.1:1";

    private static final Path LAUNCHER = Path.of("../../isobath");

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Run run(Map<String, String> environment, String... arguments) {
        return Run.in(folder, environment, arguments);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    list --foo          | isobath: Unknown option: '--foo'
                    list --limit x      | isobath: Invalid value for option '--limit': 'x' is not an int
                    show                | isobath: Missing required parameter: 'ID'
                    study a --corpus b  | isobath: Invalid value for option '--corpus' (NAME=FILE): it needs NAME=FILE, not 'b'
                    completion fish     | isobath: Invalid value for positional parameter at index 0 (SHELL): expected one of [bash, zsh] (case-sensitive) but was 'fish'
                    """)
    void arguments_that_are_not_understood_are_refused(String command, String message) {
        Run run = run(Map.of(), command.split(" "));

        assertThat(run.status()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).startsWith(message).contains("--help.");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void without_a_server_a_command_says_how_to_name_one() {
        assertThat(run(Map.of(), "list"))
                .isEqualTo(new Run(
                        Exit.USAGE,
                        "",
                        "isobath: no installation runs in " + folder.resolve("home")
                                + ", and no other server is named; use --server URL, ISOBATH_SERVER or isobath.yaml"
                                + System.lineSeparator()));
        assertThat(run(Map.of(), "list", "--server", "team.example.org").err())
                .contains("is not the address of a server");
        assertThat(run(Map.of(), "list", "--server", "http://user:secret@team.example.org")
                        .status())
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void a_server_that_does_not_answer_has_a_status_of_its_own() throws IOException {
        Path token = file("token", "secret\n");

        Run run = run(Map.of(), "list", "--server", NOBODY, "--token-file", token.toString());

        assertThat(run.status()).isEqualTo(Exit.UNREACHABLE);
        assertThat(run.err()).startsWith("isobath: the server " + NOBODY + " cannot be reached: ");
    }

    @Test
    void a_token_of_the_environment_is_not_sent_to_the_server_of_a_repository() throws IOException {
        Path token = file("token", "secret\n");
        file(RepositorySettings.FILE, "server: " + NOBODY + "\n");

        Run refused = run(Map.of(Connection.TOKEN_FILE, token.toString()), "list");
        assertThat(refused.status()).isEqualTo(Exit.USAGE);
        assertThat(refused.err())
                .contains("there is no token for " + NOBODY)
                .contains("ISOBATH_TOKEN_FILE counts only for a server that --server or ISOBATH_SERVER names");

        assertThat(run(Map.of(Connection.TOKEN_FILE, token.toString(), Connection.SERVER, NOBODY), "list")
                        .status())
                .isEqualTo(Exit.UNREACHABLE);
        assertThat(run(Map.of(), "list", "--token-file", token.toString()).status())
                .isEqualTo(Exit.UNREACHABLE);
    }

    @Test
    void the_token_of_this_machine_goes_to_the_installation_of_this_machine_only() throws IOException {
        file("home/token", "secret\n");

        assertThat(Run.in(folder, Map.of(), Optional.of(NOBODY), "", "list").status())
                .isEqualTo(Exit.UNREACHABLE);
        assertThat(Run.in(folder, Map.of(), Optional.of(NOBODY), "", "list", "--server", "http://127.0.0.1:2")
                        .err())
                .contains("there is no token for http://127.0.0.1:2");
    }

    @Test
    void a_kept_token_goes_to_its_own_server_only() throws IOException {
        new ServerTokens(folder.resolve("home")).keep(NOBODY, "secret");

        assertThat(run(Map.of(), "list", "--server", NOBODY).status()).isEqualTo(Exit.UNREACHABLE);
        assertThat(run(Map.of(), "list", "--server", NOBODY + "/").status()).isEqualTo(Exit.UNREACHABLE);
        assertThat(run(Map.of(), "list", "--server", NOBODY + "/other").status())
                .isEqualTo(Exit.USAGE);
        assertThat(run(Map.of(), "list", "--server", "https://127.0.0.1:1").status())
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void a_file_that_holds_no_token_is_not_sent() throws IOException {
        Path key = file("key", "-----BEGIN KEY-----\nsecret\n-----END KEY-----\n");

        Run run = run(Map.of(), "list", "--server", NOBODY, "--token-file", key.toString());

        assertThat(run.status()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).contains("has no token; it must have one line").doesNotContain("secret");
    }

    @Test
    void settings_of_a_repository_are_found_from_its_folders_and_mistakes_in_them_are_named() throws IOException {
        file(RepositorySettings.FILE, "server: " + NOBODY + "\nproject: ocean\ndefaults: {training: {batch: 4}}\n");
        Path inside = Files.createDirectories(folder.resolve("runs/today"));

        RepositorySettings settings = RepositorySettings.find(inside);
        assertThat(settings.server()).contains(NOBODY);
        assertThat(settings.project()).contains("ocean");
        assertThat(settings.defaults().at("/training/batch").asInt()).isEqualTo(4);

        file(RepositorySettings.FILE, "tokenFile: /etc/passwd\n");
        assertThat(run(Map.of(), "list").err()).contains(RepositorySettings.FILE, "'tokenFile' is not a setting");
        file(RepositorySettings.FILE, "projekt: ocean\n");
        assertThat(run(Map.of(), "list").err()).contains("did you mean 'project'?");
    }

    @Test
    void fields_of_a_spec_are_set_by_their_paths() {
        var spec = SpecText.yaml("{name: a, training: {batch: 2, budget: {steps: 5}}}");

        assertThat(SpecFile.changed(
                        spec,
                        List.of(
                                "training.learningRate=1e-3",
                                "training.budget.steps=null",
                                "training.budget.tokens=100",
                                "name='007'")))
                .isEqualTo(SpecText.yaml(
                        "{name: '007', training: {batch: 2, budget: {tokens: 100}, learningRate: 1e-3}}"));
    }

    @Test
    void files_that_cannot_be_used_are_named() throws IOException {
        Path token = file("token", "secret\n");
        file("bad.yaml", "name: [\n");
        file("list.yaml", "- 1\n");
        String[] server = {"--server", NOBODY, "--token-file", token.toString()};

        assertThat(run(Map.of(), with(server, "submit", "nowhere.yaml")).err())
                .isEqualTo("isobath: there is no file " + folder.resolve("nowhere.yaml") + System.lineSeparator());
        assertThat(run(Map.of(), with(server, "submit", "bad.yaml")).err()).startsWith("isobath: bad.yaml: line ");
        assertThat(run(Map.of(), with(server, "submit", "list.yaml")).status()).isEqualTo(Exit.USAGE);
        assertThat(run(Map.of(), with(server, "submit", ".")).err()).contains("is a folder");
    }

    private static String[] with(String[] last, String... first) {
        String[] all = Arrays.copyOf(first, first.length + last.length);
        System.arraycopy(last, 0, all, first.length, last.length);
        return all;
    }

    @Test
    void the_launcher_and_the_completion_know_each_command() throws IOException {
        Surroundings surroundings =
                new Surroundings(Map.of(), folder, folder, Optional.empty(), System.in, System.out, System.err, false);
        CommandLine commands = Isobath.commandLine(surroundings);
        String launcher = Files.readString(LAUNCHER);

        assertThat(choices(launcher, "submit | "))
                .containsExactlyInAnyOrderElementsOf(commands.getSubcommands().keySet());
        assertThat(CompletionCommand.OF_THE_LAUNCHER).contains("help").containsAll(choices(launcher, "up | "));
        String completion = run(Map.of(), "completion", "bash").out();
        assertThat(completion).contains("--token-file", "--columns", "complete -F _complete_isobath");
        assertThat(commands.getSubcommands().keySet())
                .allSatisfy(name -> assertThat(completion).contains("_picocli_isobath_" + name + "()"));
    }

    /** Returns the words of the pattern of a case of the launcher. */
    private static List<String> choices(String launcher, String start) {
        Matcher found = Pattern.compile("(?m)^  (" + Pattern.quote(start) + "[a-z |]+)\\)")
                .matcher(launcher);
        assertThat(found.find()).isTrue();
        return List.of(found.group(1).split(" \\| "));
    }
}
