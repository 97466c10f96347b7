package dev.isobath.spec;

import java.util.List;
import java.util.stream.Collectors;

/** A spec that cannot be run, with everything that is wrong with it at once. */
public final class InvalidSpec extends RuntimeException {

    private final transient List<Violation> violations;

    public InvalidSpec(List<Violation> violations) {
        super(violations.stream()
                .map(violation -> violation.pointer() + ": " + violation.message())
                .collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
