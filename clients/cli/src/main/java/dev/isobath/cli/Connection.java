package dev.isobath.cli;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The options that say which server is called, and by whom. A token goes only to the server that it belongs to: the one that was named
 * beside it, the one that it was kept for by {@code login}, or the installation of this machine.
 */
final class Connection {

    static final String SERVER = "ISOBATH_SERVER";
    static final String TOKEN_FILE = "ISOBATH_TOKEN_FILE";

    private static final String DEFAULT_PROJECT = "default";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "The server's address. Without it: ISOBATH_SERVER, then isobath.yaml, then the installation of this machine.")
    private Optional<String> server = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "The file with an API token. Without it: ISOBATH_TOKEN_FILE, then the token that login keeps for the server.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "The project. Without it: isobath.yaml, then 'default'.")
    private Optional<String> project = Optional.empty();

    private final Surroundings surroundings;

    Connection(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Returns a client of the server that is meant. */
    ServerClient open() {
        RepositorySettings settings = settings();
        String address = address(settings);
        return new ServerClient(
                address, token(address), project.or(settings::project).orElse(DEFAULT_PROJECT));
    }

    RepositorySettings settings() {
        return RepositorySettings.find(surroundings.folder());
    }

    /** Returns the address of the server that is meant. */
    String address() {
        return address(settings());
    }

    private String address(RepositorySettings settings) {
        return named().or(settings::server)
                .map(Connection::checked)
                .or(surroundings::local)
                .orElseThrow(() -> new UnusableException("no installation runs in " + surroundings.home()
                        + ", and no other server is named; use --server URL, " + SERVER + " or "
                        + RepositorySettings.FILE));
    }

    /** Returns the server that the user has named, other than the repository. */
    private Optional<String> named() {
        return server.or(() -> surroundings.variable(SERVER));
    }

    private static String checked(String address) {
        try {
            URI uri = URI.create(address);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return address.replaceAll("/+$", "");
            }
        } catch (IllegalArgumentException _) {
            // It is no address at all.
        }
        throw new UnusableException(
                "'" + address + "' is not the address of a server, such as https://isobath.example.org");
    }

    private String token(String address) {
        Optional<Path> environment =
                named().isPresent() ? surroundings.variable(TOKEN_FILE).map(Path::of) : Optional.empty();
        Path file = tokenFile
                .or(() -> environment)
                .or(() -> new ServerTokens(surroundings.home()).find(address))
                .or(() -> surroundings
                        .local()
                        .filter(address::equals)
                        .map(_ -> surroundings.home().resolve("token")))
                .orElseThrow(() -> new UnusableException(noToken(address)));
        return token(file);
    }

    private String noToken(String address) {
        String hint = surroundings.variable(TOKEN_FILE).isPresent()
                ? "; " + TOKEN_FILE + " counts only for a server that --server or " + SERVER + " names"
                : "";
        return "there is no token for " + address + "; use --token-file FILE, or keep one with"
                + " ./isobath login --server " + address + " --token-file FILE" + hint;
    }

    private String token(Path file) {
        String token = new String(surroundings.read(file), StandardCharsets.UTF_8).strip();
        if (!token.chars().allMatch(each -> each > ' ' && each < 127) || token.isEmpty()) {
            throw new UnusableException(
                    "the file " + file + " has no token; it must have one line, as the page Settings shows it");
        }
        return token;
    }

    /** Returns the token of the file that the user named on the command line. */
    String givenToken() {
        return token(tokenFile.orElseThrow(() -> new UnusableException(
                "login needs --token-file FILE, or --token-file - to read the token from the input")));
    }
}
