package dev.isobath.server.commands;

import dev.isobath.spec.SpecText;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * The command {@code ./isobath study}. It makes the study that a file describes, launches it, waits for it, and prints what it says. The
 * same command goes on with a study of the same name that asks the same, so it may be interrupted at any time.
 */
public final class StudyCommand {

    private static final long LOOK_SECONDS = 5;

    /** Compares the values of documents as the server stores them, where 4e-3 and 0.004 are equal. */
    private static final Comparator<JsonNode> BY_VALUE = (a, b) ->
            a.isNumber() && b.isNumber() ? Double.compare(a.doubleValue(), b.doubleValue()) : a.equals(b) ? 0 : 1;

    private final ServerClient server;
    private final PrintStream out;

    private StudyCommand(ServerClient server, PrintStream out) {
        this.server = server;
        this.out = out;
    }

    /**
     * What is asked for.
     *
     * @param study the file with the study
     * @param corpora the texts that are uploaded where the project has no corpus of that name
     * @param awaited whether to wait for the study's end
     */
    private record Arguments(Path study, Map<String, Path> corpora, boolean awaited) {}

    /**
     * Runs the command.
     *
     * @param arguments the server's address, the file with an API token, the folder that paths are relative to, and what the user wrote
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (ServerClient server = new ServerClient(arguments[0], Path.of(arguments[1]))) {
            new StudyCommand(server, System.out).run(parse(Path.of(arguments[2]), arguments));
        } catch (UnusableArguments unusable) {
            fail(unusable.problem(), 2);
        } catch (FileNotFoundException | NoSuchFileException missing) {
            fail("there is no file " + missing.getMessage(), 2);
        } catch (RequestFailedException refused) {
            fail("the server refused: " + refused.getMessage(), 1);
        }
    }

    /** Thrown for arguments that the command does not understand. */
    private static final class UnusableArguments extends RuntimeException {

        private final String problem;

        UnusableArguments(String problem) {
            super(problem);
            this.problem = problem;
        }

        String problem() {
            return problem;
        }
    }

    private static void fail(String problem, int status) {
        System.err.println("isobath: " + problem);
        System.exit(status);
    }

    private static Arguments parse(Path folder, String[] arguments) {
        Path study = null;
        Map<String, Path> corpora = new LinkedHashMap<>();
        boolean awaited = true;
        for (int i = 3; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--corpus")) {
                String corpus = ++i < arguments.length ? arguments[i] : "";
                int sign = corpus.indexOf('=');
                if (sign < 1) {
                    throw new UnusableArguments("--corpus needs NAME=FILE, not '" + corpus + "'");
                }
                corpora.put(corpus.substring(0, sign), folder.resolve(corpus.substring(sign + 1)));
            } else if (argument.equals("--no-wait")) {
                awaited = false;
            } else if (argument.startsWith("-") || study != null) {
                throw new UnusableArguments("study has no option '" + argument + "'; see ./isobath --help");
            } else {
                study = folder.resolve(argument);
            }
        }
        if (study == null) {
            throw new UnusableArguments("study needs a file with a study; see ./isobath --help");
        }
        return new Arguments(study, corpora, awaited);
    }

    private void run(Arguments arguments) throws IOException, InterruptedException {
        JsonNode document = SpecText.yaml(Files.readString(arguments.study()));
        for (Map.Entry<String, Path> corpus : arguments.corpora().entrySet()) {
            server.uploadCorpus(
                    URLEncoder.encode(corpus.getKey(), StandardCharsets.UTF_8),
                    BodyPublishers.ofFile(corpus.getValue()));
        }
        String id = study(document);
        JsonNode totals = server.get("/api/studies/" + id + "/plan").path("totals");
        out.printf(
                Locale.ROOT,
                "The plan: %d to run with %.3g training FLOPs, %d reused, %d dropped, %d launched before.%n",
                totals.path("experiments").asInt(),
                totals.path("flops").asDouble(),
                totals.path("reused").asInt(),
                totals.path("dropped").asInt(),
                totals.path("launched").asInt());
        server.post("/api/studies/" + id + "/launch", "application/json", BodyPublishers.noBody());
        out.println("The study is at " + server.address() + "/studies/" + id);
        if (arguments.awaited()) {
            await(id);
            new StudyText(server.get("/api/studies/" + id + "/analysis"), out).print();
        }
    }

    /** Returns the newest study of the same name that asks the same, or makes one. */
    private String study(JsonNode document) throws IOException, InterruptedException {
        String name = document.path("name").asString("");
        Optional<String> known = Optional.empty();
        for (JsonNode each : server.get("/api/projects/default/studies").path("studies")) {
            String id = each.path("id").asString();
            if (known.isEmpty()
                    && each.path("name").asString().equals(name)
                    && server.get("/api/studies/" + id).path("document").equals(BY_VALUE, document)) {
                known = Optional.of(id);
            }
        }
        if (known.isPresent()) {
            out.println("This study is there already, and goes on.");
            return known.get();
        }
        return server.post(
                        "/api/projects/default/studies",
                        "application/json",
                        BodyPublishers.ofString(document.toString()))
                .path("id")
                .asString();
    }

    /** Waits until no experiment of the study is on its way, and until the server has added none for a while. */
    private void await(String id) throws IOException, InterruptedException {
        int quiet = 0;
        String before = "";
        while (quiet < 2) {
            JsonNode progress = server.get("/api/studies/" + id).path("progress");
            String now = "%d of %d experiments have ended, %d failed or were cancelled"
                    .formatted(
                            progress.path("finished").asInt()
                                    + progress.path("failed").asInt()
                                    + progress.path("cancelled").asInt(),
                            progress.path("members").asInt(),
                            progress.path("failed").asInt()
                                    + progress.path("cancelled").asInt());
            if (!now.equals(before)) {
                out.println(now);
                before = now;
            }
            boolean going = progress.path("queued").asInt()
                            + progress.path("running").asInt()
                            + progress.path("paused").asInt()
                    > 0;
            quiet = going ? 0 : quiet + 1;
            TimeUnit.SECONDS.sleep(LOOK_SECONDS);
        }
    }
}
