package dev.isobath.training.sampling;

import dev.isobath.spec.inference.InferenceResult.MappedBlock;
import dev.isobath.training.model.Block;
import dev.isobath.training.model.Decoder;
import dev.isobath.training.model.ExpertMlp;
import dev.isobath.training.model.RoutedBlock;
import dev.isobath.training.routing.ExpertTrace;
import dev.isobath.training.routing.MembershipLoss;
import dev.isobath.training.routing.RouterTrace;
import dev.isobath.training.routing.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The routing of one text, read from the traces of a pass over it: T tokens, L blocks. */
final class RoutingMaps {

    private RoutingMaps() {}

    /**
     * Reads what each block did with each token.
     *
     * @param tokens T, the number of tokens of the pass, which has one text
     */
    static List<MappedBlock> blocks(Decoder decoder, int tokens, List<RouterTrace> routers, List<ExpertTrace> experts) {
        List<MappedBlock> blocks = new ArrayList<>();
        for (int layer = 0; layer < decoder.blocks().size(); layer++) {
            int own = layer;
            Optional<RouterTrace> router =
                    routers.stream().filter(trace -> trace.layer() == own).findFirst();
            Optional<ExpertTrace> expert =
                    experts.stream().filter(trace -> trace.layer() == own).findFirst();
            blocks.add(block(decoder.blocks().get(layer), layer, tokens, router, expert));
        }
        return blocks;
    }

    private static MappedBlock block(
            Block block, int layer, int tokens, Optional<RouterTrace> router, Optional<ExpertTrace> expert) {
        boolean[] entered = router.map(trace -> trace.selection().membership()).orElseGet(() -> all(tokens));
        boolean sigmoid = block instanceof RoutedBlock routed && routed.router().sigmoid();
        @Nullable List<List<Integer>> paths = null;
        @Nullable List<List<Float>> shares = null;
        boolean[] through = entered;
        if (expert.isPresent() && block.feedForward() instanceof ExpertMlp mlp) {
            int[] rows = rows(tokens, router.map(RouterTrace::selection));
            paths = paths(rows, expert.get());
            shares = shares(rows, expert.get(), paths);
            through = throughExperts(entered, paths, mlp.experts());
        }
        return new MappedBlock(
                layer,
                router.isPresent(),
                router.isPresent() ? flags(entered) : null,
                flags(through),
                router.map(trace -> numbers(trace.outputs(), sigmoid)).orElse(null),
                sigmoid,
                router.map(RouterTrace::threshold).filter(Double::isFinite).orElse(null),
                router.map(RouterTrace::causalLogits)
                        .filter(logits -> logits.length > 0)
                        .map(logits -> numbers(logits, true))
                        .orElse(null),
                paths,
                shares);
    }

    private static boolean[] all(int tokens) {
        boolean[] all = new boolean[tokens];
        Arrays.fill(all, true);
        return all;
    }

    /** Returns the row of the feed-forward that each token has, or -1. A routed block gives its tokens rows of their own. */
    private static int[] rows(int tokens, Optional<Selection> selection) {
        if (selection.isEmpty()) {
            return IntStream.range(0, tokens).toArray();
        }
        int[] rows = new int[tokens];
        Arrays.fill(rows, -1);
        int[] positions = selection.get().positions().index();
        for (int slot = 0; slot < selection.get().validTokens().counts()[0]; slot++) {
            rows[positions[slot]] = slot;
        }
        return rows;
    }

    private static List<List<Integer>> paths(int[] rows, ExpertTrace trace) {
        List<List<Integer>> taken = trace.taken();
        return Arrays.stream(rows)
                .mapToObj(row -> row < 0 ? List.<Integer>of() : taken.get(row))
                .toList();
    }

    private static List<List<Float>> shares(int[] rows, ExpertTrace trace, List<List<Integer>> paths) {
        return IntStream.range(0, rows.length)
                .mapToObj(token -> paths.get(token).stream()
                        .map(path -> (float) trace.shares()[rows[token] * trace.paths() + path])
                        .toList())
                .toList();
    }

    private static boolean[] throughExperts(boolean[] entered, List<List<Integer>> paths, int experts) {
        boolean[] through = new boolean[entered.length];
        for (int token = 0; token < through.length; token++) {
            through[token] = entered[token] && paths.get(token).stream().anyMatch(path -> path < experts);
        }
        return through;
    }

    private static List<Boolean> flags(boolean[] flags) {
        return IntStream.range(0, flags.length).mapToObj(i -> flags[i]).toList();
    }

    private static List<Float> numbers(double[] values, boolean sigmoid) {
        return Arrays.stream(values)
                .mapToObj(value -> (float) (sigmoid ? MembershipLoss.sigmoid(value) : value))
                .toList();
    }

    /** Returns the number of blocks that each of T tokens went through. */
    static List<Integer> depths(int tokens, List<MappedBlock> blocks) {
        return IntStream.range(0, tokens)
                .mapToObj(token -> (int) blocks.stream()
                        .filter(block -> block.through().get(token))
                        .count())
                .toList();
    }

    /** Returns the cross-entropy of each token's successor in nats, and null for the last token, whose successor is not known. */
    static List<@Nullable Double> losses(int[] tokens, List<double[]> logits) {
        List<@Nullable Double> losses = new ArrayList<>();
        for (int token = 0; token + 1 < tokens.length; token++) {
            double[] row = logits.get(token);
            losses.add(logTotal(row) - row[tokens[token + 1]]);
        }
        losses.add(null);
        return Collections.unmodifiableList(losses);
    }

    /** Returns the entropy of softmax(logits) in nats: log Z minus the mean logit under it. */
    static double entropy(double[] logits) {
        double logTotal = logTotal(logits);
        double entropy = 0;
        for (double logit : logits) {
            double logProbability = logit - logTotal;
            // The limit of p log p is 0, which the product of 0 and minus infinity is not.
            entropy -= logProbability == Double.NEGATIVE_INFINITY ? 0 : Math.exp(logProbability) * logProbability;
        }
        return entropy;
    }

    private static double logTotal(double[] logits) {
        double largest = Arrays.stream(logits).max().orElseThrow();
        return largest
                + Math.log(Arrays.stream(logits)
                        .map(logit -> Math.exp(logit - largest))
                        .sum());
    }
}
