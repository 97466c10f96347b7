package dev.isobath.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Generates a corpus of short tales from a small grammar. On two cores a model learns spelling and word order within minutes.
 * It takes longer to learn who carries what and what was said three sentences before, so the architectures can differ in that.
 * The same seed gives the same bytes on every machine.
 */
final class TaleGenerator {

    private static final List<String> NAMES = List.of(
            "Ada", "Bruno", "Clara", "Dario", "Edith", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Leon",
            "Mara", "Nils", "Olga", "Pablo", "Rosa", "Selma", "Tomas", "Vera");
    private static final List<String> TRADES = List.of(
            "baker",
            "carter",
            "diver",
            "ferryman",
            "gardener",
            "lamplighter",
            "mapmaker",
            "miller",
            "pilot",
            "potter",
            "sailmaker",
            "surveyor",
            "weaver");
    private static final List<String> PLACES = List.of(
            "the harbour",
            "the old mill",
            "the lighthouse",
            "the north gate",
            "the salt marsh",
            "the long bridge",
            "the market",
            "the quarry",
            "the river mouth",
            "the upper lake",
            "the winter road");
    private static final List<String> THINGS = List.of(
            "a brass lamp",
            "a coil of rope",
            "a sealed letter",
            "a basket of apples",
            "a sounding line",
            "a chart of the bay",
            "a silver key",
            "a bag of flour",
            "a broken oar",
            "a blue kite");
    private static final List<String> WEATHERS = List.of(
            "It rained all morning",
            "The wind had turned",
            "Fog lay over the water",
            "The night was clear",
            "Snow had fallen",
            "The tide was out",
            "The sun stood high");
    private static final List<String> NUMBERS =
            List.of("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");
    private static final List<String> ADVERBS =
            List.of("slowly", "at once", "without a word", "with a smile", "before noon", "in the dark", "as always");
    private static final List<String> DEPTHS = List.of("shallow", "deep", "still", "quick", "cold", "grey");

    private final RandomGenerator random;
    private final StringBuilder text = new StringBuilder();

    private TaleGenerator(long seed) {
        // The algorithm is named because the default generator may change between Java releases.
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Returns a UTF-8 text of about {@code bytes} bytes that ends with a whole tale. */
    static byte[] generate(long seed, int bytes) {
        TaleGenerator generator = new TaleGenerator(seed);
        while (generator.text.length() < bytes) {
            generator.addTale();
        }
        return generator.text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void addTale() {
        String hero = pick(NAMES);
        String friend = pickOther(NAMES, hero);
        String trade = pick(TRADES);
        String thing = pick(THINGS);
        String from = pick(PLACES);
        String to = pickOther(PLACES, from);
        append("%s. %s the %s left %s with %s.".formatted(pick(WEATHERS), hero, trade, from, thing));
        for (int scenes = 2 + random.nextInt(4); scenes > 0; scenes--) {
            addScene(hero, friend, thing, to);
        }
        append("In the end %s gave %s to %s at %s.".formatted(hero, definite(thing), friend, to));
        if (random.nextBoolean()) {
            append("That is how the %s came to %s, and why %s still keeps %s."
                    .formatted(trade, to, friend, definite(thing)));
        }
        text.append('\n');
    }

    private void addScene(String hero, String friend, String thing, String to) {
        switch (random.nextInt(6)) {
            case 0 ->
                append("\"Have you seen %s?\" asked %s. \"Not since %s,\" said %s."
                        .formatted(friend, hero, pick(PLACES), pick(NAMES)));
            case 1 -> addSum(hero);
            case 2 ->
                append("%s walked %s past %s, and %s was not far.".formatted(hero, pick(ADVERBS), pick(PLACES), to));
            case 3 ->
                append("The water there is %s, and whoever carries %s must take care.".formatted(pick(DEPTHS), thing));
            case 4 ->
                append("%s, who knew the way to %s, told %s %s that %s waited there."
                        .formatted(pick(NAMES), to, hero, pick(ADVERBS), friend));
            default -> append("%s held on to %s and thought of %s.".formatted(hero, definite(thing), friend));
        }
    }

    /** Adds a sentence with a correct sum, so that the model has something to compute and not only to remember. */
    private void addSum(String hero) {
        int first = random.nextInt(5);
        int second = random.nextInt(5);
        // The list NUMBERS begins with two.
        int sum = first + second + 2;
        append("%s counted %s boats and then %s more, which made %s."
                .formatted(hero, NUMBERS.get(first), NUMBERS.get(second), NUMBERS.get(sum)));
    }

    private static String definite(String thing) {
        return "the" + thing.substring(thing.indexOf(' '));
    }

    private void append(String sentence) {
        text.append(sentence).append(random.nextInt(3) == 0 ? '\n' : ' ');
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }

    private String pickOther(List<String> words, String than) {
        String word = pick(words);
        return word.equals(than) ? pickOther(words, than) : word;
    }
}
