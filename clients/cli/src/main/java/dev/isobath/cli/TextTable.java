package dev.isobath.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A table whose columns are as wide as their widest cell. Columns of numbers stand to the right, except the first, which names the row.
 */
final class TextTable {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(List<String> heads) {
        add(heads);
    }

    final void add(List<String> cells) {
        rows.add(cells.stream().map(TextTable::printable).toList());
    }

    /** Terminals obey control characters, which an older server may have let into a name. */
    private static String printable(String cell) {
        return cell.codePoints()
                .map(each -> Character.isISOControl(each) ? '\uFFFD' : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    void print(PrintStream out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        boolean[] numbers = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            int at = column;
            widths[column] = rows.stream()
                    .mapToInt(row -> DisplayWidth.of(row.get(at)))
                    .max()
                    .orElse(0);
            numbers[column] = column > 0
                    && rows.size() > 1
                    && rows.stream().skip(1).map(row -> row.get(at)).allMatch(TextTable::isNumber);
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                String cell = row.get(column);
                String padding = " ".repeat(widths[column] - DisplayWidth.of(cell));
                line.append(numbers[column] ? padding + cell : cell + padding).append(GAP);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static boolean isNumber(String cell) {
        return cell.equals("-") || cell.matches("[-+]?[0-9][0-9,]*(\\.[0-9]+)?([eE][-+]?[0-9]+)?( ?%)?");
    }
}
