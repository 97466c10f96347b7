package dev.isobath.spec.study;

import dev.isobath.spec.Fields;
import dev.isobath.spec.FlatSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.Range;
import dev.isobath.spec.Violation;
import dev.isobath.spec.text.NearestName;
import dev.isobath.spec.text.TextRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads a study from its JSON or YAML tree. It names every bad field at once, and it ignores none. */
public final class StudyReader {

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_QUESTION = 2_000;
    private static final int LONGEST_LIST = 200;
    private static final long LARGEST_SEED = (1L << 53) - 1;
    private static final Set<String> PARTS = Set.of("architecture", "data", "training");

    private static final Set<String> OF_DESIGNS = Set.of(
            "axes",
            "count",
            "drawSeed",
            "draws",
            "changes",
            "learningRates",
            "budgets",
            "sizes",
            "trunk",
            "seedsAtBest",
            "halving");
    private static final Set<Design.Type> SWEEPS =
            Set.of(Design.Type.GRID, Design.Type.RANDOM, Design.Type.LIST, Design.Type.LEARNING_RATE);

    private final List<Violation> violations = new ArrayList<>();

    private StudyReader() {}

    /**
     * Reads and checks a study. The specs of its members are not checked here, because that needs the tokenizers and the corpora of the
     * project.
     *
     * @throws InvalidSpec when any field is wrong
     */
    public static StudySpec read(JsonNode tree) {
        if (!tree.isObject()) {
            throw new InvalidSpec(List.of(new Violation("", "a study is an object with name, design and base")));
        }
        StudyReader reader = new StudyReader();
        StudySpec study = reader.study(new Fields(tree, "", reader.violations));
        if (reader.violations.isEmpty()) {
            long members = StudyMembers.count(study);
            if (members > StudySpec.MOST_MEMBERS) {
                reader.violations.add(new Violation(
                        "",
                        "asks for %d experiments; a study has at most %d".formatted(members, StudySpec.MOST_MEMBERS)));
            } else {
                reader.keys(study);
            }
        }
        if (!reader.violations.isEmpty()) {
            throw new InvalidSpec(reader.violations);
        }
        return study;
    }

    private StudySpec study(Fields fields) {
        String name = fields.text("name", null, TextRule.name(LONGEST_NAME));
        String question = fields.text("question", "", TextRule.lines(LONGEST_QUESTION));
        Design.Type type = fields.constant("design", null, Design.Type.class);
        ObjectNode base = part(fields, "base");
        fields.allow(Set.of("variants", "seeds"));
        List<Variant> variants = variants(fields);
        List<Long> seeds = seeds(fields);
        if (violations.stream().anyMatch(violation -> violation.pointer().equals("/design"))) {
            // Which other fields there are depends on the design, so that only what no design has can be refused.
            fields.allow(OF_DESIGNS);
            fields.refuseOthers("a study of any design");
            throw new InvalidSpec(violations);
        }
        Design design = switch (type) {
            case GRID -> new Design.Grid(axes(fields));
            case RANDOM -> random(fields);
            case LIST -> new Design.Listed(changes(fields));
            case SEEDS -> new Design.Seeds();
            case LEARNING_RATE -> new Design.LearningRates(learningRates(fields));
            case ISOFLOP -> isoFlop(fields, seeds);
        };
        Optional<Halving> halving = halving(fields, type);
        fields.refuseOthers("a study with design " + type.text());
        return new StudySpec(name, question, base, variants, seeds, design, halving);
    }

    private static Optional<Halving> halving(Fields fields, Design.Type type) {
        if (!fields.has("halving")) {
            return Optional.empty();
        }
        Fields halving = fields.object("halving");
        List<Double> at = entries(halving, "at", (list, each) -> list.number(each, null, Range.between(0, 1)));
        if (halving.sound() && !at.equals(at.stream().sorted().distinct().toList())) {
            halving.violation("at", "must be in ascending order, each once");
        }
        double keep = halving.number("keep", 0.5, Range.between(0, 1));
        halving.refuseOthers("halving");
        if (!SWEEPS.contains(type)) {
            fields.violation(
                    "halving",
                    "is for the designs learning-rate, grid, random and list; an experiment that is stopped early has no loss at its "
                            + "budget, so this design cannot compare it; leave it out");
        }
        return Optional.of(new Halving(at, keep));
    }

    /** Refuses two members that could not be told apart, such as those of the values 1 and "1". */
    private void keys(StudySpec study) {
        Set<String> keys = new HashSet<>();
        StudyMembers.of(study).stream()
                .map(Member::key)
                .filter(key -> !keys.add(key))
                .findFirst()
                .ifPresent(key -> violations.add(
                        new Violation("", "asks twice for what reads '%s'".formatted(Fields.abbreviated(key)))));
    }

    /** Reads a part of a spec. It refuses what the study sets itself, and names that no spec has. */
    private static ObjectNode part(Fields fields, String name) {
        Fields part = fields.object(name);
        JsonNode tree = fields.form(name);
        for (String field : tree.propertyNames()) {
            if (field.equals("name") || field.equals("seed")) {
                part.violation(field, "is set by the study; leave it out");
            } else if (PARTS.contains(field)) {
                part.object(field);
            }
        }
        part.allow(PARTS);
        part.allow(Set.of("name", "seed"));
        part.refuseOthers("a spec");
        return tree instanceof ObjectNode object ? object.deepCopy().asObject() : JsonNodeFactory.instance.objectNode();
    }

    private List<Variant> variants(Fields fields) {
        if (!fields.has("variants")) {
            return List.of(new Variant("base", JsonNodeFactory.instance.objectNode()));
        }
        List<Variant> variants = entries(fields, "variants", (list, at) -> {
            Fields variant = list.object(at);
            String name = variant.text("name", null, TextRule.name(LONGEST_NAME));
            ObjectNode change = part(variant, "change");
            variant.refuseOthers("a variant");
            return new Variant(name, change);
        });
        Set<String> names = new HashSet<>();
        for (int i = 0; i < variants.size(); i++) {
            if (!names.add(variants.get(i).name())) {
                violations.add(new Violation("/variants/" + i + "/name", "is the name of an earlier variant"));
            }
        }
        return variants;
    }

    private List<Long> seeds(Fields fields) {
        return fields.has("seeds") ? seeds(fields, "seeds") : List.of(1L);
    }

    private List<Long> seeds(Fields fields, String name) {
        return distinct(fields, name, entries(fields, name, (list, at) -> list.whole(at, null, 0, LARGEST_SEED)));
    }

    private List<Double> learningRates(Fields fields) {
        return distinct(
                fields,
                "learningRates",
                entries(fields, "learningRates", (list, at) -> list.number(at, null, Range.above(0, 10))));
    }

    private Design isoFlop(Fields fields, List<Long> seeds) {
        List<Double> budgets = distinct(
                fields,
                "budgets",
                entries(fields, "budgets", (list, at) -> list.number(at, null, Range.above(0, 1e30))));
        Sizes sizes = sizes(fields);
        distinct(fields, "sizes", sizes.all());
        fields.allow(Set.of("learningRates", "trunk", "seedsAtBest"));
        boolean trunk = fields.flag("trunk", false);
        if (trunk && budgets.size() == 1) {
            violations.add(new Violation("/trunk", "shares a trunk between budgets, and there is one; leave it out"));
        }
        List<Double> rates = fields.has("learningRates") ? learningRates(fields) : List.of();
        if (fields.form("base").path("training").has("budget")) {
            violations.add(new Violation("/base/training/budget", "is set by the budgets of the study; leave it out"));
        }
        List<Long> seedsAtBest = fields.has("seedsAtBest") ? seeds(fields, "seedsAtBest") : List.of();
        for (int i = 0; i < seedsAtBest.size(); i++) {
            if (seeds.contains(seedsAtBest.get(i))) {
                violations.add(new Violation("/seedsAtBest/" + i, "is one of seeds, which every size has"));
            }
        }
        return new Design.IsoFlop(budgets, sizes.all(), sizes.rule(), rates, trunk, seedsAtBest);
    }

    /** The sizes of a study, and the rule that they are made by, where they are not listed. */
    private record Sizes(List<Size> all, Optional<SizeRule> rule) {}

    private Sizes sizes(Fields fields) {
        if (!fields.form("sizes").isObject()) {
            List<Size> listed = entries(fields, "sizes", (list, at) -> {
                Fields size = list.object(at);
                Size read = new Size(
                        (int) size.whole("layers", null, 1, 1 << 10), (int) size.whole("width", null, 2, 1 << 16), (int)
                                size.whole("heads", null, 1, 1 << 10));
                size.refuseOthers("a size");
                return read;
            });
            return new Sizes(listed, Optional.empty());
        }
        Fields rule = fields.object("sizes");
        SizeRule sizes = new SizeRule(
                (int) rule.whole("headWidth", 32L, 2, 1 << 10),
                rule.number("widthPerLayer", 32.0, Range.above(0, 1 << 16)),
                (int) rule.whole("layerStep", 2L, 1, 64));
        List<Size> read = entries(rule, "widths", (list, at) -> {
            int width = (int) list.whole(at, null, 2, 1 << 16);
            if (width % sizes.headWidth() != 0) {
                list.violation(at, "is not a multiple of headWidth " + sizes.headWidth());
            }
            return sizes.of(width);
        });
        rule.refuseOthers("sizes by a rule");
        return new Sizes(read, Optional.of(sizes));
    }

    private List<Axis> axes(Fields fields) {
        Fields axes = fields.object("axes");
        List<Axis> read = new ArrayList<>();
        for (String path : fields.form("axes").propertyNames()) {
            path(axes, path);
            read.add(new Axis(path, distinct(axes, path, values(axes, path))));
        }
        paths(axes, read.stream().map(Axis::path).toList());
        return read;
    }

    private Design random(Fields fields) {
        int count = (int) fields.whole("count", null, 1, StudySpec.MOST_MEMBERS);
        long seed = fields.whole("drawSeed", 1L, 0, LARGEST_SEED);
        Fields draws = fields.object("draws");
        List<Draw> read = new ArrayList<>();
        for (String path : fields.form("draws").propertyNames()) {
            path(draws, path);
            read.add(draw(draws, path));
        }
        paths(draws, read.stream().map(Draw::path).toList());
        return new Design.Random(count, seed, read);
    }

    private Draw draw(Fields draws, String path) {
        if (draws.form(path).isArray()) {
            return new Draw.Choice(path, values(draws, path));
        }
        Fields draw = draws.object(path);
        boolean logarithmic = draw.flag("log", false);
        boolean whole = draw.flag("whole", false);
        Range range = logarithmic ? Range.above(0, 1e30) : Range.closed(-1e30, 1e30);
        double from = draw.number("from", null, range);
        double to = draw.number("to", null, range);
        if (draw.sound() && from >= to) {
            draw.violation("to", "must be above from");
        }
        draw.refuseOthers("a draw");
        return new Draw.Between(path, from, to, logarithmic, whole);
    }

    private static List<ObjectNode> changes(Fields fields) {
        return entries(fields, "changes", StudyReader::part);
    }

    private static List<JsonNode> values(Fields fields, String path) {
        return entries(fields, path, (list, at) -> {
            JsonNode value = list.form(at);
            if (!value.isValueNode() || value.isMissingNode()) {
                list.violation(at, "must be a number, a text, or true or false");
            }
            return value;
        });
    }

    private static void path(Fields fields, String path) {
        List<String> known = FlatSpec.entries().stream()
                .map(FlatSpec.Entry::path)
                .filter(each -> !each.equals("name") && !each.equals("seed"))
                .toList();
        if (path.equals("name") || path.equals("seed")) {
            fields.violation(path, "is set by the study; leave it out");
        } else if (!known.contains(path)) {
            fields.violation(
                    Fields.abbreviated(path),
                    "is not the path of a field such as training.learningRate" + NearestName.hint(path, known));
        }
    }

    private static void paths(Fields fields, List<String> paths) {
        if (paths.isEmpty() && fields.sound()) {
            fields.itself("must name at least one field");
        }
        for (String path : paths) {
            paths.stream()
                    .filter(other -> other.startsWith(path + "."))
                    .forEach(other ->
                            fields.violation(other, "cannot be varied beside " + path + ", which it is a part of"));
        }
    }

    private static <T> List<T> entries(Fields fields, String name, BiFunction<Fields, String, T> read) {
        Fields list = fields.list(name);
        if (list.size() > LONGEST_LIST) {
            fields.violation(name, "has %d entries; at most %d are read".formatted(list.size(), LONGEST_LIST));
            return List.of();
        }
        if (list.size() == 0 && fields.form(name).isArray()) {
            fields.violation(name, "must have at least one entry");
        }
        return IntStream.range(0, list.size())
                .mapToObj(Integer::toString)
                .map(at -> read.apply(list, at))
                .toList();
    }

    private static <T> List<T> distinct(Fields fields, String name, List<T> values) {
        Set<T> seen = new HashSet<>();
        String twice = values.stream()
                .filter(value -> !seen.add(value))
                .map(String::valueOf)
                .distinct()
                .collect(Collectors.joining(", "));
        if (!twice.isEmpty()) {
            fields.violation(name, "has a value twice: " + Fields.abbreviated(twice));
        }
        return values;
    }
}
