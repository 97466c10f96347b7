package dev.isobath.spec.study;

import dev.isobath.spec.MergePatch;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.text.TextRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Works out the experiments that a study asks for: variants × design × seeds, in this order. */
public final class StudyMembers {

    /** What keeps the draws of one seed apart: the fractional part of the golden ratio, as in SplitMix64. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private StudyMembers() {}

    /**
     * One combination of a design, without variant and seed.
     *
     * @param words the varied values in words; empty where nothing is varied
     */
    private record Point(
            String words,
            OptionalDouble budget,
            Optional<Size> size,
            OptionalDouble learningRate,
            Map<String, JsonNode> values,
            ObjectNode change) {

        Point(String words, Map<String, JsonNode> values, ObjectNode change) {
            this(words, OptionalDouble.empty(), Optional.empty(), OptionalDouble.empty(), values, change);
        }
    }

    /** Returns the number of members without making them. */
    static long count(StudySpec study) {
        long points = switch (study.design()) {
            case Design.Grid grid ->
                grid.axes().stream().mapToLong(axis -> axis.values().size()).reduce(1, StudyMembers::times);
            case Design.Random random -> random.count();
            case Design.Listed listed -> listed.changes().size();
            case Design.Seeds seeds -> 1;
            case Design.LearningRates rates -> rates.learningRates().size();
            case Design.IsoFlop iso ->
                times(
                        (long) iso.budgets().size() * iso.sizes().size(),
                        Math.max(1, iso.learningRates().size()));
        };
        return times(points, (long) study.variants().size() * study.seeds().size());
    }

    private static long times(long a, long b) {
        return a == 0 || b <= Long.MAX_VALUE / a ? a * b : Long.MAX_VALUE;
    }

    /** Returns the members. The same study always has the same members in the same order. */
    public static List<Member> of(StudySpec study) {
        List<Member> members = new ArrayList<>();
        List<Point> points = points(study.design());
        for (Variant variant : study.variants()) {
            for (Point point : points) {
                for (long seed : study.seeds()) {
                    members.add(member(study, variant, point, seed));
                }
            }
        }
        return members;
    }

    /**
     * Returns members beside those of {@link #of}: one point of the design with other seeds.
     *
     * @param point what is varied beside variant and seed, in words, as keys have it
     * @param seeds the seeds
     */
    public static List<Member> at(StudySpec study, String variant, String point, List<Long> seeds) {
        return study.variants().stream()
                .filter(each -> each.name().equals(variant))
                .flatMap(of -> points(study.design()).stream()
                        .filter(each -> each.words().equals(point))
                        .flatMap(each -> seeds.stream().map(seed -> member(study, of, each, seed))))
                .toList();
    }

    /** Returns a member beside those of {@link #of}: a variant with some size at some budget, and the first seed. */
    public static Member sized(StudySpec study, String variant, double budget, Size size) {
        Variant of = study.variants().stream()
                .filter(each -> each.name().equals(variant))
                .findFirst()
                .orElseThrow();
        return member(
                study,
                of,
                sized(budget, size, OptionalDouble.empty()),
                study.seeds().getFirst());
    }

    private static Member member(StudySpec study, Variant variant, Point point, long seed) {
        String key = key(variant, point, seed);
        JsonNode changed = MergePatch.apply(MergePatch.apply(study.base(), variant.change()), point.change());
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        spec.put("name", TextRule.shortened(study.name() + ": " + key, SpecReader.MAX_NAME_LENGTH));
        spec.put("seed", seed);
        changed.properties().forEach(part -> spec.set(part.getKey(), part.getValue()));
        return new Member(
                key,
                variant.name(),
                point.budget(),
                point.size(),
                point.learningRate(),
                point.values(),
                seed,
                trunk(study.design(), point).map(each -> key(variant, each, seed)),
                spec);
    }

    private static String key(Variant variant, Point point, long seed) {
        return "%s%s, seed %d".formatted(variant.name(), point.words().isEmpty() ? "" : ", " + point.words(), seed);
    }

    /** Returns the same point at the next smaller budget, where the design shares trunks. */
    private static Optional<Point> trunk(Design design, Point point) {
        if (!(design instanceof Design.IsoFlop iso) || !iso.trunk()) {
            return Optional.empty();
        }
        double budget = point.budget().orElseThrow();
        return iso.budgets().stream()
                .filter(each -> each < budget)
                .max(Comparator.naturalOrder())
                .map(each -> sized(each, point.size().orElseThrow(), point.learningRate()));
    }

    private static List<Point> points(Design design) {
        return switch (design) {
            case Design.Grid grid -> grid(grid.axes());
            case Design.Random random -> random(random);
            case Design.Listed listed -> listed(listed.changes());
            case Design.Seeds seeds -> List.of(new Point("", Map.of(), JsonNodeFactory.instance.objectNode()));
            case Design.LearningRates rates ->
                rates.learningRates().stream().map(StudyMembers::rated).toList();
            case Design.IsoFlop iso -> isoFlop(iso);
        };
    }

    private static List<Point> grid(List<Axis> axes) {
        List<Map<String, JsonNode>> combinations = List.of(Map.of());
        for (Axis axis : axes) {
            List<Map<String, JsonNode>> longer = new ArrayList<>();
            for (Map<String, JsonNode> combination : combinations) {
                for (JsonNode value : axis.values()) {
                    Map<String, JsonNode> next = new LinkedHashMap<>(combination);
                    next.put(axis.path(), value);
                    longer.add(next);
                }
            }
            combinations = longer;
        }
        return combinations.stream()
                .map(values -> new Point(words(values), values, change(values)))
                .toList();
    }

    private static List<Point> random(Design.Random random) {
        List<Point> points = new ArrayList<>();
        for (int i = 1; i <= random.count(); i++) {
            SplittableRandom source = new SplittableRandom(random.seed() ^ (GOLDEN * i));
            Map<String, JsonNode> values = new LinkedHashMap<>();
            random.draws().forEach(draw -> values.put(draw.path(), draw.value(source)));
            points.add(new Point("draw " + i + ": " + words(values), values, change(values)));
        }
        return points;
    }

    private static List<Point> listed(List<ObjectNode> changes) {
        List<Point> points = new ArrayList<>();
        for (ObjectNode change : changes) {
            points.add(new Point("change " + (points.size() + 1), Map.of(), change));
        }
        return points;
    }

    private static Point rated(double learningRate) {
        return new Point(
                rate(learningRate),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.of(learningRate),
                Map.of(),
                withRate(JsonNodeFactory.instance.objectNode(), learningRate));
    }

    private static List<Point> isoFlop(Design.IsoFlop design) {
        List<Point> points = new ArrayList<>();
        for (double budget : design.budgets()) {
            for (Size size : design.sizes()) {
                if (design.learningRates().isEmpty()) {
                    points.add(sized(budget, size, OptionalDouble.empty()));
                } else {
                    design.learningRates().forEach(each -> points.add(sized(budget, size, OptionalDouble.of(each))));
                }
            }
        }
        return points;
    }

    private static Point sized(double budget, Size size, OptionalDouble learningRate) {
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        change.putObject("architecture")
                .put("layers", size.layers())
                .put("width", size.width())
                .put("heads", size.heads());
        change.putObject("training").putObject("budget").put("flops", budget);
        learningRate.ifPresent(rate -> withRate(change, rate));
        String words = number(budget) + " FLOPs, " + size.text();
        return new Point(
                learningRate.isPresent() ? words + ", " + rate(learningRate.getAsDouble()) : words,
                OptionalDouble.of(budget),
                Optional.of(size),
                learningRate,
                Map.of(),
                change);
    }

    private static ObjectNode withRate(ObjectNode change, double learningRate) {
        change.withObject("/training").put("learningRate", learningRate);
        return change;
    }

    private static String rate(double learningRate) {
        return "learning rate " + number(learningRate);
    }

    private static String words(Map<String, JsonNode> values) {
        List<String> words = new ArrayList<>();
        values.forEach((path, value) -> words.add(path.substring(path.lastIndexOf('.') + 1) + " "
                + (value.isNumber() ? number(value.doubleValue()) : value.asString())));
        return String.join(", ", words);
    }

    private static ObjectNode change(Map<String, JsonNode> values) {
        ObjectNode change = JsonNodeFactory.instance.objectNode();
        values.forEach((path, value) -> {
            int end = path.lastIndexOf('.');
            ObjectNode parent = change.withObject("/" + path.substring(0, end).replace('.', '/'));
            parent.set(path.substring(end + 1), value);
        });
        return change;
    }

    /** Returns a number as people write it: small whole numbers in full, others with an exponent where that is shorter. */
    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return Long.toString((long) value);
        }
        return Double.toString(value).replace(".0E", "E").replace('E', 'e');
    }
}
