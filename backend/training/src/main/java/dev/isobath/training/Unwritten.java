package dev.isobath.training;

import dev.isobath.spec.Device;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Experts;
import dev.isobath.spec.Routing;

/** What a spec may ask for and this engine does not do yet: better no curve than the curve of another model. */
final class Unwritten {

    private Unwritten() {}

    /** @throws UnsupportedOperationException naming the spec's field */
    static void refuse(ExperimentSpec spec) {
        Routing.of(spec.architecture()).ifPresent(routing -> {
            refuse(routing.scheme() != Routing.Scheme.EXPERT_CHOICE, "/architecture/scheme");
            refuse(routing.schedule().isPresent(), "/architecture/capacitySchedule");
        });
        Experts.of(spec.architecture())
                .ifPresent(experts ->
                        refuse(experts.scheme() != Experts.Scheme.EXPERT_CHOICE, "/architecture/expertScheme"));
        refuse(spec.training().device() != Device.CPU, "/training/device");
        refuse(spec.training().deterministic(), "/training/deterministic");
    }

    private static void refuse(boolean asked, String pointer) {
        if (asked) {
            throw new UnsupportedOperationException(pointer + " asks for something this engine cannot do yet");
        }
    }
}
