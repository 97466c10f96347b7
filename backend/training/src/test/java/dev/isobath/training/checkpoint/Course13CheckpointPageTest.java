package dev.isobath.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.isobath.spec.Architecture;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Routing;
import dev.isobath.training.Models;
import dev.isobath.training.engine.FlopCounter;
import dev.isobath.training.engine.NativeEngine;
import dev.isobath.training.engine.NumberFormat;
import dev.isobath.training.engine.Pass;
import dev.isobath.training.metrics.RunHistory;
import dev.isobath.training.metrics.SelectionSnapshot;
import dev.isobath.training.model.Batch;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.optimiser.Trainer;
import dev.isobath.training.routing.RouterTrace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tables of {@code docs/checkpoint-format.md} list everything in a checkpoint and nothing else. */
class Course13CheckpointPageTest {

    private static final Path PAGE = Path.of("..", "..", "docs", "checkpoint-format.md");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    @TempDir
    Path folder;

    private final NDManager manager = NativeEngine.newManager();

    @AfterEach
    void close() {
        manager.close();
    }

    /** Returns the cells of each line below the head that begins with the given text. */
    private static List<String[]> table(String head) throws IOException {
        List<String[]> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(PAGE)) {
            inside = line.startsWith(head) || (inside && line.startsWith("|"));
            if (inside && line.startsWith("| `")) {
                rows.add(Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toArray(String[]::new));
            }
        }
        return rows;
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static List<String> firstColumn(String head) throws IOException {
        return table(head).stream().flatMap(row -> names(row[0]).stream()).toList();
    }

    private SafeTensors.Contents written(ExperimentSpec spec, Progress progress) throws IOException {
        return SafeTensors.read(Checkpoint.write(folder, spec, progress, new Trainer(spec, manager, NumberFormat.F32)));
    }

    @Test
    void the_metadata_have_the_keys_of_the_page() throws IOException {
        assertThat(written(Models.variant("baseline|"), Progress.START)
                        .metadata()
                        .keySet())
                .containsExactlyInAnyOrderElementsOf(firstColumn("| key |"));
    }

    static Stream<String> variants() {
        return Models.all();
    }

    /** Checks the weights and both moments: every name and every shape, and each name only where the page says so. */
    @ParameterizedTest
    @MethodSource("variants")
    void the_tensors_have_the_names_and_shapes_of_the_page(String variant) throws IOException {
        ExperimentSpec spec = Models.variant(variant);
        Map<String, List<Long>> expected = new TreeMap<>();
        String when = "";
        for (String[] row : table("| NAME |")) {
            when = row[2].equals("the same") ? when : row[2];
            for (String name : names(row[0])) {
                int blocks = name.contains(".L.") ? spec.architecture().shape().layers() : 1;
                for (int layer = 0; layer < blocks; layer++) {
                    if (isThere(when, spec.architecture(), layer)) {
                        String tensor = name.replace(".L.", "." + layer + ".");
                        for (String prefix : prefixes(when)) {
                            expected.put(prefix + tensor, shape(row[1], spec));
                        }
                    }
                }
            }
        }

        assertThat(written(spec, Progress.START).shapes()).containsExactlyInAnyOrderEntriesOf(expected);
    }

    /** Thresholds and biases of experts are not trained by gradients and have no moments. */
    private static List<String> prefixes(String when) {
        return when.equals("experts that choose") || when.equals("`noOpShare`") || when.endsWith("scheme `threshold`")
                ? List.of("model.")
                : List.of("model.", "optimizer.m.", "optimizer.v.");
    }

    private static boolean isThere(String when, Architecture architecture, int layer) {
        boolean experts = Experts.of(architecture).isPresent();
        return switch (when) {
            case "always" -> true;
            case "experts" -> experts;
            case "no experts" -> !experts;
            case "experts that choose" ->
                Experts.of(architecture).stream().anyMatch(own -> own.scheme() == Experts.Scheme.EXPERT_CHOICE);
            case "`noOpShare`" ->
                architecture instanceof Architecture.IntegratedMode integrated
                        && integrated.control().isPresent();
            case "block L is routed, scheme `threshold`" ->
                Routing.of(architecture).stream()
                        .anyMatch(routing -> routing.routes(layer) && routing.scheme() == Routing.Scheme.THRESHOLD);
            case "block L is routed, scheme not `stochastic`" ->
                Routing.of(architecture).stream()
                        .anyMatch(routing -> routing.routes(layer) && routing.scheme() != Routing.Scheme.STOCHASTIC);
            case "block L is routed, causal `predictor`" ->
                Routing.of(architecture).stream()
                        .anyMatch(
                                routing -> routing.routes(layer) && routing.causal() == Routing.CausalMethod.PREDICTOR);
            default -> throw new IllegalStateException("the page has a condition that this test cannot judge: " + when);
        };
    }

    /** Returns a shape such as [d, 3 d], which is written in the letters of the page. */
    private static List<Long> shape(String cell, ExperimentSpec spec) {
        Architecture architecture = spec.architecture();
        Map<String, Long> letters = new HashMap<>();
        letters.put("V", (long) spec.data().tokenizer().vocabulary());
        letters.put("d", (long) architecture.shape().width());
        letters.put("f", (long) architecture.shape().feedForward());
        Experts.of(architecture).ifPresent(experts -> {
            int noOps = architecture instanceof Architecture.IntegratedMode integrated ? integrated.noOps() : 0;
            letters.put("E", (long) experts.count());
            letters.put("P", (long) experts.count() + noOps);
        });
        Routing.of(architecture).ifPresent(routing -> letters.put("p", (long) routing.predictorWidth()));
        return Arrays.stream(cell.substring(1, cell.length() - 1).split(", ", -1))
                .map(side -> Arrays.stream(side.split(" ", -1))
                        .mapToLong(factor -> letters.containsKey(factor) ? letters.get(factor) : Long.parseLong(factor))
                        .reduce(1, (a, b) -> a * b))
                .toList();
    }

    @Test
    void the_history_has_the_members_of_the_page() throws IOException {
        ExperimentSpec spec = Models.variant("mod|capacity: 0.25, routeEvery: 1");
        JsonNode first = history(spec, Progress.START);
        assertThat(first.path("probe").isNull()).isTrue();
        assertThat(first.path("loss").path("average").asString()).isEqualTo("NaN");
        assertThat(first.path("loss").path("least").asString()).isEqualTo("Infinity");

        RouterTrace trace = trace(spec);
        SelectionSnapshot probe = SelectionSnapshot.of(Models.batch(spec), List.of(trace));
        JsonNode later = history(spec, Progress.START.withHistory(RunHistory.NONE.with(probe)));
        TreeSet<String> members = new TreeSet<>(List.of("probe"));
        for (String part : List.of("loss", "probe")) {
            later.path(part).propertyNames().forEach(name -> members.add(part + "." + name));
        }
        assertThat(members).containsExactlyInAnyOrderElementsOf(firstColumn("| member |"));

        byte[] bits = Base64.getDecoder()
                .decode(later.path("probe").path("chosen").path("0").asString());
        boolean[] membership = trace.selection().membership();
        assertThat(later.path("probe").path("sequences").asInt()
                        * later.path("probe").path("length").asInt())
                .isEqualTo(membership.length);
        for (int token = 0; token < membership.length; token++) {
            int at = token / 8 < bits.length ? bits[token / 8] : 0;
            assertThat((at >> (token % 8) & 1) == 1).as("token %d", token).isEqualTo(membership[token]);
        }
    }

    private JsonNode history(ExperimentSpec spec, Progress progress) throws IOException {
        String history = written(spec, progress).metadata().get("history");
        return JsonMapper.shared().readTree(history == null ? "" : history);
    }

    private RouterTrace trace(ExperimentSpec spec) {
        Decoder decoder = Models.strong(spec, manager);
        Batch batch = Models.batch(spec);
        try (Pass pass = decoder.pass(manager, new FlopCounter(), Pass.Purpose.EVALUATE, batch.count(), 0)) {
            decoder.logits(batch.inputs(), pass);
            return pass.traces(RouterTrace.class).getFirst();
        }
    }
}
