package dev.isobath.worker.node;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a node.
 *
 * @param token the node's join token
 * @param cacheBytes the disk space that corpora, tokenizers and token files may take before the least recently used are deleted
 * @param javaOptions options for the Java of attempt processes
 * @param drain the time that running attempts have to hand back their work when the node is told to end
 * @param until what ends the node beside a signal
 */
public record NodeOptions(
        URI server,
        String token,
        String name,
        Path home,
        int slots,
        List<String> labels,
        long cacheBytes,
        List<String> javaOptions,
        Duration drain,
        Until until) {

    public static final String TOKEN_VARIABLE = "ISOBATH_WORKER_TOKEN";

    public static final String USAGE = """
            Usage: WorkerNode --server URL --token-file FILE [options]

              --server URL          address of the Isobath server, for example http://localhost:8080
              --token-file FILE     file with the join token; without it $ISOBATH_WORKER_TOKEN is used
              --home DIR            folder of this node, one node at a time works in it
                                    (default: worker-node in $ISOBATH_HOME or ~/.isobath)
              --name NAME           name of this node, the same after a restart (default: the host's name)
              --slots N             attempts that run at the same time (default: 1)
              --labels A,B          what this node offers (default: cpu; cuda: it also takes experiments with device cuda)
              --cache-bytes N       disk that corpora and token files may take before the least recently used are
                                    deleted (default: 20000000000)
              --java-option OPTION  option for the Java of attempts and answers, for example -Xmx4g; may be repeated
              --drain SECONDS       time to hand back running attempts when told to end (default: 15)
              --until WHAT          when to end: signal (default); input-closes as well, for a program that starts the node;
                                    or attempt-ends, for a job of a cluster: after one attempt, and without answering questions
              --help                this text

            Exit codes: 1 failure, 2 wrong usage, 3 the server refuses the token, 4 another node runs in the folder.
            """;

    /** Wrong options. The message says which. */
    public static final class WrongUsage extends Exception {
        WrongUsage(String message) {
            super(message);
        }
    }

    /** What ends a node. A signal always does. */
    public enum Until {
        SIGNAL,
        /** The end of standard input, which closes when the process that started the node is gone. */
        INPUT_CLOSES,
        /** The end of one attempt. Such a node does nothing else. */
        ATTEMPT_ENDS
    }

    public static NodeOptions parse(String[] arguments, Map<String, String> environment) throws WrongUsage {
        return new Parser(environment).read(arguments);
    }

    private static final class Parser {
        private final Map<String, String> environment;
        private @Nullable URI server;
        private @Nullable Path home;
        private @Nullable Path tokenFile;
        private @Nullable String name;
        private int slots = 1;
        private List<String> labels = List.of("cpu");
        private long cacheBytes = 20_000_000_000L;
        private final List<String> javaOptions = new ArrayList<>();
        private Duration drain = Duration.ofSeconds(15);
        private Until until = Until.SIGNAL;

        private Parser(Map<String, String> environment) {
            this.environment = environment;
        }

        private NodeOptions read(String[] arguments) throws WrongUsage {
            for (String argument : arguments) {
                requireReadable(argument);
            }
            for (int i = 0; i < arguments.length; i += 2) {
                if (i + 1 == arguments.length) {
                    throw new WrongUsage(arguments[i] + " is unknown or its value is missing");
                }
                take(arguments[i], arguments[i + 1]);
            }
            Path folder = (home == null ? usualHome() : home).toAbsolutePath().normalize();
            requireReadable(folder.toString());
            if (until == Until.ATTEMPT_ENDS && slots != 1) {
                throw new WrongUsage("a node until attempt-ends has one slot, not " + slots);
            }
            return new NodeOptions(
                    requiredServer(),
                    token(),
                    name == null ? hostname() : name,
                    folder,
                    slots,
                    labels,
                    cacheBytes,
                    List.copyOf(javaOptions),
                    drain,
                    until);
        }

        /** Java puts U+FFFD where it cannot decode a name, and would then use another name. */
        private static void requireReadable(String text) throws WrongUsage {
            if (text.indexOf('\uFFFD') >= 0) {
                throw new WrongUsage("Java cannot read '%s' in this locale (%s); start the node with LC_ALL=C.UTF-8"
                        .formatted(text, System.getProperty("sun.jnu.encoding")));
            }
        }

        private void take(String option, String value) throws WrongUsage {
            switch (option) {
                case "--server" -> server = address(value);
                case "--home" -> home = Path.of(value);
                case "--token-file" -> tokenFile = Path.of(value);
                case "--name" -> name = value;
                case "--slots" -> slots = number(option, value, 1, 64);
                case "--labels" -> labels = List.of(value.split(","));
                case "--cache-bytes" -> cacheBytes = number(option, value, 0L, Long.MAX_VALUE);
                case "--java-option" -> javaOptions.add(value);
                case "--drain" -> drain = Duration.ofSeconds(number(option, value, 0, 3600));
                case "--until" -> until = until(value);
                default -> throw new WrongUsage("unknown option " + option);
            }
        }

        private static Until until(String value) throws WrongUsage {
            return switch (value) {
                case "signal" -> Until.SIGNAL;
                case "input-closes" -> Until.INPUT_CLOSES;
                case "attempt-ends" -> Until.ATTEMPT_ENDS;
                default -> throw new WrongUsage("--until needs signal, input-closes or attempt-ends, not " + value);
            };
        }

        private URI requiredServer() throws WrongUsage {
            if (server == null) {
                throw new WrongUsage("--server is missing");
            }
            return server;
        }

        private Path usualHome() throws WrongUsage {
            String isobath = environment.getOrDefault("ISOBATH_HOME", "");
            String folder = isobath.isEmpty() ? System.getProperty("user.home") + "/.isobath" : isobath;
            requireReadable(folder);
            return Path.of(folder, "worker-node");
        }

        private static URI address(String value) throws WrongUsage {
            String bare = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
            if (!bare.matches("https?://[^/?#]+(/[^?#]*)?")) {
                throw new WrongUsage("--server needs an address like http://localhost:8080, not " + value);
            }
            try {
                return URI.create(bare);
            } catch (IllegalArgumentException malformed) {
                throw new WrongUsage("--server: " + malformed.getMessage());
            }
        }

        private static int number(String option, String value, int least, int most) throws WrongUsage {
            return Math.toIntExact(number(option, value, (long) least, (long) most));
        }

        private static long number(String option, String value, long least, long most) throws WrongUsage {
            try {
                long number = Long.parseLong(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException notANumber) {
                // It is reported below.
            }
            throw new WrongUsage("%s needs a number from %d to %d, not %s".formatted(option, least, most, value));
        }

        private String token() throws WrongUsage {
            String token = tokenFile == null ? environment.getOrDefault(TOKEN_VARIABLE, "") : fromFile(tokenFile);
            if (token.isBlank()) {
                throw new WrongUsage(
                        tokenFile == null
                                ? "no token: give --token-file, or set " + TOKEN_VARIABLE
                                : tokenFile + " is empty");
            }
            if (!token.strip().matches("[\\x21-\\x7e]+")) {
                throw new WrongUsage("the token is more than one word; is it the right file?");
            }
            return token.strip();
        }

        private static String fromFile(Path file) throws WrongUsage {
            try {
                return Files.readString(file);
            } catch (IOException unreadable) {
                throw new WrongUsage("cannot read the token file " + file + ": "
                        + unreadable.getClass().getSimpleName());
            }
        }
    }

    static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "worker";
        }
    }
}
