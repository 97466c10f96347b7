package dev.isobath.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.isobath.spec.protocol.TrialResult;
import dev.isobath.worker.node.NodeOptions;
import dev.isobath.worker.trial.TrialProcess;
import dev.isobath.worker.trial.TrialSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node that tries tokenizers with the real library. */
class RealTrialTest {

    @TempDir
    private Path home;

    private ProtocolServer server;
    private RunningNode node;

    @BeforeEach
    void start() throws IOException {
        server = new ProtocolServer(Specs.CORPUS);
        NodeOptions options = options();
        node = RunningNode.startTrying(options, RunningNode.trials(options, TrialProcess.class));
    }

    private NodeOptions options() {
        return RunningNode.options(server.address(), home, ProtocolServer.NODE_TOKEN);
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        node.close();
        server.close();
    }

    private TrialResult tried(String normalizer, String preTokenizer) throws InterruptedException {
        byte[] file = """
                {"version": "1.0", "added_tokens": [], "normalizer": %s, "pre_tokenizer": %s, "post_processor": null,
                 "decoder": null, "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "ab": 2}, "merges": ["a b"]}}
                """.formatted(normalizer, preTokenizer).getBytes(StandardCharsets.UTF_8);
        return server.trials.awaitResult(server.trials.ask(file, 3));
    }

    private static String split(String expression) {
        return """
                {"type": "Split", "pattern": {"Regex": "%s"}, "behavior": "Isolated", "invert": false}
                """.formatted(expression);
    }

    private static String charsmap(byte... content) {
        return """
                {"type": "Precompiled", "precompiled_charsmap": "%s"}
                """.formatted(Base64.getEncoder().encodeToString(content));
    }

    private static void assertUnusable(TrialResult result, String... words) {
        assertThat(result).isInstanceOfSatisfying(TrialResult.Unusable.class, unusable -> {
            assertThat(unusable.reason()).contains(words);
            assertThat(unusable.library()).matches("[0-9.]+-[0-9.]+");
        });
    }

    @Test
    void a_good_file_is_usable() throws Exception {
        TrialResult result = server.trials.awaitResult(server.trials.ask(Specs.WORDS, Specs.WORDS_VOCABULARY));

        assertThat(result).isInstanceOfSatisfying(TrialResult.Usable.class, usable -> {
            assertThat(usable.vocabulary()).isEqualTo(Specs.WORDS_VOCABULARY);
            assertThat(usable.texts()).hasSize(7);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "Split", "pattern": {"Regex": "(open"}, "behavior": "Isolated", "invert": false} | unmatched parenthesis
            {"type": "Abacus"}                                                                      | did not match any variant
            """)
    void what_the_library_refuses_is_unusable_with_its_words(String preTokenizer, String words) throws Exception {
        assertUnusable(tried("null", preTokenizer), "The tokenizers library refuses the tokenizer: ", words);
    }

    @Test
    void a_character_map_that_ends_the_process_when_it_is_loaded_is_a_verdict() throws Exception {
        assertUnusable(
                tried(charsmap((byte) 1), "null"),
                "The tokenizers library ended with SIGABRT: ",
                "Cannot parse precompiled_charsmap");
    }

    @Test
    void a_character_map_that_ends_the_process_at_the_first_text_is_a_verdict() throws Exception {
        byte[] beyondItsEnd = {4, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};

        assertUnusable(
                tried(charsmap(beyondItsEnd), "null"),
                "The tokenizers library ended with SIGABRT: index out of bounds");
    }

    @Test
    void a_regular_expression_that_goes_back_too_often_is_a_verdict() throws Exception {
        assertUnusable(
                tried("null", split("(a+)+$")),
                "The tokenizers library ended with SIGABRT: Onig: Regex search error: retry-limit-in-match over");
    }

    @Test
    void a_regular_expression_that_takes_hours_is_a_verdict() throws Exception {
        node.close();
        NodeOptions options = options();
        TrialSettings usual = RunningNode.trials(options, TrialProcess.class);
        node = RunningNode.startTrying(
                options,
                new TrialSettings(usual.command(), Duration.ofSeconds(12), Duration.ofDays(1), usual.memoryBytes()));

        assertUnusable(
                tried("null", split("a{0,3000}a{0,3000}(?!)")), "The trial took longer than 12 s of processor time.");
    }
}
