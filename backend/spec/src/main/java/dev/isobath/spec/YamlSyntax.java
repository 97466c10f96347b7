package dev.isobath.spec;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/** Says in our own words where a text stops being YAML. The parser's words name its inner states, which help nobody. */
final class YamlSyntax {

    /** Part of what the parser says, and what to say instead. The first that fits is said. */
    private record Phrase(String part, String message) {}

    private static final List<Phrase> PHRASES = List.of(
            new Phrase("(TAB)", "a tab cannot stand here; indent with spaces"),
            new Phrase(
                    "flow mapping",
                    "a mapping that began with { goes on here without a comma, or is not closed with }"),
            new Phrase(
                    "flow sequence", "a list that began with [ goes on here without a comma, or is not closed with ]"),
            new Phrase("escape", "this is not an escape of YAML; write \\\\ for a backslash, or use single quotes"),
            new Phrase("quoted scalar", "a text in quotes is not closed before this"),
            new Phrase(
                    "mapping values are not allowed",
                    "a colon cannot stand here; check the indentation, or put the text in quotes"),
            new Phrase("cannot start any token", "a value cannot begin with this character; put the text in quotes"),
            new Phrase("anchor", "an anchor is & and a name, and stands once before a value"),
            new Phrase("alias", "an alias is * and a name; put the text in quotes if it is none"),
            new Phrase("tag", "a tag cannot be read here; put the text in quotes if it is none"),
            new Phrase("block scalar", "a text after | or > begins on the next line"),
            new Phrase("could not find expected ':'", "a key without a colon stands before this"),
            new Phrase("block mapping", "this does not line up with the keys of the mapping that it belongs to"),
            new Phrase("block collection", "this does not line up with the list that it belongs to"),
            new Phrase("node content", "a value is missing before this"),
            new Phrase("document start", "the document ends before this; remove what follows"));

    private static final String OTHER = "this is not YAML; check the indentation, quotes and brackets before it";

    private YamlSyntax() {}

    static UnreadableSpec refusal(YamlEngineException e, String text) {
        return switch (e) {
            case MarkedYamlEngineException marked ->
                at(
                        marked.getProblemMark().or(marked::getContextMark).orElse(null),
                        phrase(words(marked.getProblem()) + " " + words(marked.getContext())));
            case ReaderException character -> at(text, character);
            case YamlVersionException version ->
                new UnreadableSpec("the document asks for another version of YAML; remove the line %YAML");
            default -> new UnreadableSpec(OTHER);
        };
    }

    private static String words(@Nullable String text) {
        return Optional.ofNullable(text).orElse("");
    }

    private static String phrase(String said) {
        return PHRASES.stream()
                .filter(phrase -> said.contains(phrase.part()))
                .findFirst()
                .map(Phrase::message)
                .orElse(OTHER);
    }

    static UnreadableSpec at(@Nullable Mark mark, String message) {
        return mark == null
                ? new UnreadableSpec(message)
                : UnreadableSpec.at(mark.getLine() + 1, mark.getColumn() + 1, message);
    }

    private static UnreadableSpec at(String text, ReaderException e) {
        int end = text.offsetByCodePoints(0, Math.clamp(e.getPosition(), 0, text.codePointCount(0, text.length())));
        String before = text.substring(0, end);
        int line = (int) before.chars().filter(character -> character == '\n').count() + 1;
        return UnreadableSpec.at(
                line,
                end - before.lastIndexOf('\n'),
                "the character U+%04X may not stand in YAML; remove it".formatted(e.getCodePoint()));
    }
}
