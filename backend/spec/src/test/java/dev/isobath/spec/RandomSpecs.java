package dev.isobath.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Valid specs in their short form. Each field is written or left to its default at random. One seed gives one spec. */
final class RandomSpecs {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Random random;
    private final int layers;
    private final int sequence;

    RandomSpecs(long seed) {
        random = new Random(seed);
        layers = between(1, 6);
        sequence = between(8, 200);
    }

    /** Returns the spec of a run of 200 to 400 steps. */
    ObjectNode shortForm() {
        ObjectNode tree = NODES.objectNode();
        tree.put("name", "run " + random.nextInt(1000));
        sometimes(() -> tree.put("seed", random.nextLong(1L << 53)));
        tree.set("architecture", architecture());
        tree.set("data", data());
        tree.set("training", training());
        return tree;
    }

    /** Returns a spec as {@link #shortForm} does, with a budget of FLOPs that pays for some steps and a part of another. */
    ObjectNode withFlopBudget() {
        ObjectNode tree = shortForm();
        // The FLOPs of a run that goes on from a checkpoint are not those of its budget.
        tree.withObject("/training").remove("startFrom");
        ExperimentSpec counted = SpecReader.read(tree);
        double flops = counted.flopsPlanned() + random.nextDouble() * counted.flopsPerStep();
        tree.withObject("/training").putObject("budget").put("flops", flops);
        return tree;
    }

    /** Replaces the value at one place of a spec, and returns the place. */
    String spoil(ObjectNode tree) {
        List<Runnable> places = new ArrayList<>();
        List<String> names = new ArrayList<>();
        collect(tree, "", places, names);
        int chosen = random.nextInt(places.size());
        places.get(chosen).run();
        return names.get(chosen);
    }

    private void collect(JsonNode node, String pointer, List<Runnable> places, List<String> names) {
        if (node instanceof ObjectNode object) {
            for (String name : object.propertyNames()) {
                places.add(() -> object.set(name, junk()));
                names.add(pointer + "/" + name);
                collect(object.get(name), pointer + "/" + name, places, names);
            }
            places.add(() -> object.set("surplus", junk()));
            names.add(pointer + "/surplus");
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                int at = i;
                places.add(() -> array.set(at, junk()));
                names.add(pointer + "/" + i);
            }
        }
    }

    private JsonNode junk() {
        return switch (random.nextInt(11)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(true);
            case 2 -> NODES.stringNode("");
            case 3 -> NODES.stringNode("none");
            case 4 -> NODES.numberNode(-1);
            case 5 -> NODES.numberNode(0);
            case 6 -> NODES.numberNode(1e300);
            case 7 -> NODES.numberNode(Double.NaN);
            case 8 -> NODES.numberNode(0.5);
            case 9 -> NODES.arrayNode().add(1).addNull().add("x");
            default -> NODES.objectNode().put("tokens", 3);
        };
    }

    private ObjectNode architecture() {
        Kind kind = oneOf(Kind.values());
        ObjectNode node = NODES.objectNode();
        node.put("kind", kind.text());
        node.put("layers", layers);
        int heads = between(1, 4);
        node.put("heads", heads).put("width", heads * 2 * between(1, 8));
        sometimes(() -> node.put("feedForward", between(1, 64)));
        switch (kind) {
            case BASELINE -> {}
            case MOE -> experts(node, false);
            case MOD -> routing(node);
            case STAGED_MODE -> {
                routing(node);
                experts(node, false);
            }
            case INTEGRATED_MODE -> experts(node, true);
        }
        return node;
    }

    private void routing(ObjectNode node) {
        String scheme = oneOf("expert-choice", "token-choice", "stochastic", "threshold");
        if (scheme.equals("expert-choice")) {
            sometimes(() -> node.put("scheme", scheme));
            switch (oneOf("", "none", "auxiliary", "predictor")) {
                case "none" -> node.put("causal", "none");
                case "auxiliary" -> {
                    node.put("causal", "auxiliary");
                    sometimes(() -> node.put("auxiliaryWeight", fraction()));
                }
                case "predictor" -> {
                    node.put("causal", "predictor");
                    sometimes(() -> node.put("predictorWidth", between(1, 16)));
                }
                default -> {}
            }
        } else {
            node.put("scheme", scheme);
            if (scheme.equals("token-choice")) {
                sometimes(() -> node.put("balanceWeight", random.nextDouble()));
            }
        }
        sometimes(() -> node.put("gate", oneOf("block", "mlp")));
        sometimes(() -> node.put("routerActivation", oneOf("linear", "sigmoid")));
        sometimes(() -> {
            ObjectNode schedule = node.putObject("capacitySchedule").put("steps", between(1, 150));
            sometimes(() -> schedule.put("from", fraction()));
        });
        placement(node);
    }

    private void placement(ObjectNode node) {
        switch (random.nextInt(3)) {
            case 0 -> {
                ArrayNode list = node.putArray("capacity");
                int routed = random.nextInt(layers);
                for (int layer = 0; layer < layers; layer++) {
                    list.add(layer == routed || random.nextBoolean() ? capacity() : NODES.nullNode());
                }
            }
            case 1 -> {
                sometimes(() -> node.set("capacity", capacity()));
                ArrayNode list = node.putArray("routedLayers");
                int routed = random.nextInt(layers);
                for (int layer = layers - 1; layer >= 0; layer--) {
                    if (layer == routed || random.nextBoolean()) {
                        list.add(layer);
                    }
                }
            }
            default -> {
                sometimes(() -> node.set("capacity", capacity()));
                int every = between(1, layers);
                node.put("routeEvery", every);
                sometimes(() -> node.put("routeOffset", random.nextInt(every)));
            }
        }
    }

    /** Returns a capacity below the whole sequence, which token-choice requires. */
    private JsonNode capacity() {
        return random.nextBoolean()
                ? NODES.numberNode(0.9 * fraction())
                : NODES.objectNode().put("tokens", between(1, sequence - 1));
    }

    private void experts(ObjectNode node, boolean noOps) {
        int count = between(1, 6);
        node.put("experts", count);
        if (noOps) {
            node.put("noOps", 1);
        }
        if (random.nextBoolean()) {
            node.put("expertScheme", "token-choice");
            int topM = between(1, count);
            node.put("topM", topM);
            node.put("capacityFactor", fraction() * Math.min(8, (double) count / topM));
            if (noOps && random.nextBoolean()) {
                node.put("noOpShare", 0.9 * fraction() / topM);
                sometimes(() -> node.put("noOpRate", fraction()));
            } else {
                sometimes(() -> node.put("expertBalanceWeight", random.nextDouble()));
            }
            sometimes(() -> node.put("expertShares", topM > 1 ? oneOf("softmax", "renormalised") : "softmax"));
        } else {
            sometimes(() -> node.put("expertScheme", "expert-choice"));
            node.put("capacityFactor", fraction());
        }
    }

    private ObjectNode data() {
        ObjectNode node = NODES.objectNode();
        node.put("corpus", "tales");
        node.put("sequenceLength", sequence);
        switch (oneOf("", "bytes", "gpt2", "fairy")) {
            case "bytes" -> node.put("tokenizer", "bytes");
            case "gpt2" -> node.put("tokenizer", "gpt2");
            case "fairy" -> node.put("tokenizer", "fairy").put("vocabulary", between(2, 5000));
            default -> {}
        }
        sometimes(() -> node.put("validationFraction", 0.9 * fraction()));
        sometimes(() -> node.put("allowUnknown", random.nextBoolean()));
        return node;
    }

    private ObjectNode training() {
        ObjectNode node = NODES.objectNode();
        int batch = between(1, 8);
        node.put("batch", batch);
        int steps = between(200, 400);
        ObjectNode budget = node.putObject("budget");
        if (random.nextBoolean()) {
            budget.put("steps", steps);
        } else {
            budget.put("tokens", (long) steps * batch * sequence + random.nextInt(batch * sequence));
        }
        sometimes(() -> node.put("accumulate", divisor(batch)));
        sometimes(() -> node.put("learningRate", fraction()));
        schedule(node);
        parametrization(node);
        sometimes(() -> node.put("precision", oneOf("f32", "bf16")));
        sometimes(() -> node.put("device", oneOf("cpu", "cuda")));
        sometimes(() -> node.put(
                "deterministic",
                random.nextBoolean() && !node.path("device").asString("").equals("cuda")));
        sometimes(() -> node.put("evaluateEvery", between(1, 500)));
        sometimes(() -> node.put(oneOf("evaluationTokens", "evaluationBatches"), between(1, 9_000)));
        sometimes(() -> {
            ObjectNode start = node.putObject("startFrom");
            start.put("experiment", new UUID(random.nextLong(), random.nextLong()).toString());
            start.put("step", between(1, 199));
            sometimes(() -> start.put("state", oneOf("all", "weights")));
        });
        return node;
    }

    private void schedule(ObjectNode node) {
        String schedule = oneOf("", "cosine", "wsd", "constant");
        if (!schedule.isEmpty()) {
            node.put("schedule", schedule);
        }
        sometimes(() -> node.put("warmup", 0.5 * fraction()));
        sometimes(() -> node.put("finalLearningRate", schedule.equals("constant") ? 1 : fraction()));
        if (schedule.equals("wsd")) {
            sometimes(() -> node.put("cooldown", 0.5 * fraction()));
        }
    }

    private void parametrization(ObjectNode node) {
        String rule = oneOf("", "standard", "mup", "completep");
        if (!rule.isEmpty()) {
            node.put("parametrization", rule);
        }
        if (rule.equals("mup") || rule.equals("completep")) {
            int heads = between(1, 4);
            sometimes(() -> node.put("baseWidth", heads * between(2, 64)).put("baseHeads", heads));
        }
        if (rule.equals("completep")) {
            sometimes(() -> node.put("baseLayers", between(1, 8)));
        }
    }

    private int divisor(int of) {
        int divisor = between(1, of);
        return of % divisor == 0 ? divisor : 1;
    }

    private void sometimes(Runnable write) {
        if (random.nextBoolean()) {
            write.run();
        }
    }

    private int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** Returns a number above 0 and at most 1. */
    private double fraction() {
        return 1 - random.nextDouble();
    }

    @SafeVarargs
    private final <T> T oneOf(T... values) {
        return values[random.nextInt(values.length)];
    }
}
