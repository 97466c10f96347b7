package dev.isobath.server.experiments;

import dev.isobath.spec.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The kinds of experiments: those of the architectures that worker nodes train, and that of the runs of other programs. */
public final class ExperimentKinds {

    private static final List<String> NAMES = Stream.concat(
                    Arrays.stream(Kind.values()).map(Kind::text), Stream.of(ExternalSpec.KIND))
            .toList();

    private ExperimentKinds() {}

    /** Returns the names of all kinds. */
    public static List<String> names() {
        return NAMES;
    }
}
