package dev.isobath.server.studies;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Markdown (GitHub's) in which the words of users have no meaning of their own. */
final class MarkdownText {

    /** Every character that begins something in a line of CommonMark or in a table of GitHub's Markdown, and HTML. */
    private static final Pattern MARKS = Pattern.compile("[\\\\`*_{}\\[\\]<>#|~&$]");

    /** What would make a list, a quote or a line of the beginning of a paragraph. */
    private static final Pattern BEGINNING = Pattern.compile("^(\\d*)([-+=.)])");

    private static final Pattern BREAKS = Pattern.compile("\\s*[\\r\\n\\u0085\\u2028\\u2029]+\\s*");

    private final StringBuilder text = new StringBuilder();

    /** Escapes a text for a place within a line. */
    static String escaped(String words) {
        return MARKS.matcher(BREAKS.matcher(words).replaceAll(" ").strip()).replaceAll("\\\\$0");
    }

    /** Escapes a text that a line begins with. */
    private static String begun(String words) {
        return BEGINNING.matcher(escaped(words)).replaceFirst("$1\\\\$2");
    }

    MarkdownText heading(int level, String words) {
        text.append("#".repeat(level)).append(' ').append(escaped(words)).append("\n\n");
        return this;
    }

    MarkdownText paragraph(String words) {
        text.append(begun(words)).append("\n\n");
        return this;
    }

    MarkdownText list(List<String> items) {
        items.forEach(item -> text.append("- ").append(begun(item)).append('\n'));
        text.append(items.isEmpty() ? "" : "\n");
        return this;
    }

    /** Adds code as it is. The fence is longer than any in the code. */
    MarkdownText code(String language, String code) {
        int longest = Pattern.compile("`+")
                .matcher(code)
                .results()
                .mapToInt(each -> each.group().length())
                .max()
                .orElse(0);
        String fence = "`".repeat(Math.max(3, longest + 1));
        text.append(fence)
                .append(language)
                .append('\n')
                .append(code)
                .append(code.endsWith("\n") ? "" : "\n")
                .append(fence)
                .append("\n\n");
        return this;
    }

    /** Adds a table. An empty cell is a dash. */
    MarkdownText table(List<String> heads, List<List<String>> rows) {
        line(heads);
        text.append("|").append("---|".repeat(heads.size())).append('\n');
        rows.forEach(this::line);
        text.append('\n');
        return this;
    }

    private void line(List<String> cells) {
        text.append(cells.stream()
                        .map(cell -> cell.isEmpty() ? "–" : escaped(cell))
                        .collect(Collectors.joining(" | ", "| ", " |")))
                .append('\n');
    }

    String text() {
        return text.toString();
    }

    /** Joins sentences that are there. */
    static String sentences(@Nullable String... parts) {
        return Arrays.stream(parts)
                .filter(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
