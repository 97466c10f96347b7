package dev.isobath.spec;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown for a spec that cannot be run. It holds all violations of the spec at once. */
public final class InvalidSpec extends RuntimeException {

    private final transient List<Violation> violations;

    public InvalidSpec(List<Violation> violations) {
        super(violations.stream().map(Violation::text).collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
