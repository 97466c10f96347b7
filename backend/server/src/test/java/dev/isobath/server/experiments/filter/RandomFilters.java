package dev.isobath.server.experiments.filter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Makes filters of any form over given fields, with values that some experiments have. */
final class RandomFilters {

    static final List<String> TEXTS = List.of(
            "a",
            "Ab",
            "paper",
            "two words",
            "여우 두 마리",
            "it's \"so\"",
            "back\\slash",
            "%",
            "_",
            "'; drop table experiment; --",
            "or",
            "null",
            "-7d",
            "1e3",
            "");
    static final List<Double> NUMBERS = List.of(-1.0, 0.0, 0.125, 0.25, 1.0, 2.0, 3.0, 1e-3, 1e15, 123456.75);
    static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final Random random;
    private final List<Field> fields;

    RandomFilters(Random random, List<Field> fields) {
        this.random = random;
        this.fields = fields;
    }

    Filter next(int depth) {
        return switch (depth == 0 ? 3 + random.nextInt(5) : random.nextInt(8)) {
            case 0 -> new Filter.And(parts(depth - 1));
            case 1 -> new Filter.Or(parts(depth - 1));
            case 2 -> new Filter.Not(next(depth - 1));
            case 3 -> new Filter.Missing(any(fields));
            default -> comparison(any(fields));
        };
    }

    private List<Filter> parts(int depth) {
        return IntStream.range(0, 2 + random.nextInt(3))
                .mapToObj(_ -> next(depth))
                .toList();
    }

    private Filter comparison(Field field) {
        List<Operator> operators =
                List.of(Operator.values()).stream().filter(field.type()::allows).toList();
        Operator operator = any(operators);
        if (operator == Operator.IN) {
            List<Value> values = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                values.add(value(field));
            }
            return new Filter.In(field, List.copyOf(values));
        }
        Value value = value(field);
        return operator == Operator.CONTAINS && value.equals(new Value.Text(""))
                ? new Filter.Missing(field)
                : new Filter.Comparison(field, operator, value);
    }

    private Value value(Field field) {
        return switch (field.type()) {
            case NUMBER, NUMBERS -> new Value.Quantity(any(NUMBERS));
            case TEXT, TAGS -> new Value.Text(any(TEXTS));
            case CHOICE -> new Value.Text(any(field.choices()));
            case FLAG -> new Value.Flag(random.nextBoolean());
            case TIME ->
                random.nextBoolean()
                        ? new Value.Ago(random.nextInt(20), any(List.of(Value.Unit.values())))
                        : new Value.Moment(NOW.minusSeconds(random.nextInt(10) * 86_400L));
        };
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
