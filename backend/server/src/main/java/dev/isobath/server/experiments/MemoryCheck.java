package dev.isobath.server.experiments;

import dev.isobath.spec.Device;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.Violation;
import dev.isobath.spec.memory.MemoryNeed;
import java.util.List;
import org.springframework.stereotype.Component;

/** Refuses experiments that no known worker node has the memory for, before six attempts run out of it. */
@Component
class MemoryCheck {

    private final NodeMemory nodes;

    MemoryCheck(NodeMemory nodes) {
        this.nodes = nodes;
    }

    /**
     * Checks a spec. Nothing is refused while no node is known, because a larger one may join.
     *
     * @throws dev.isobath.server.problems.BadRequestException with the part of the spec that takes the most
     */
    void check(ExperimentSpec spec) {
        MemoryNeed need = MemoryNeed.of(spec);
        nodes.largest(spec.training().device()).ifPresent(room -> {
            boolean onHost = need.hostBytes() > room.hostBytes();
            if (onHost || need.deviceBytes() > room.deviceBytes()) {
                throw SpecParser.invalid(List.of(new Violation(pointer(need), message(need, room, onHost))));
            }
        });
    }

    private static String pointer(MemoryNeed need) {
        return switch (need.largest()) {
            case WEIGHTS -> "/architecture";
            case ACTIVATIONS, LOGITS -> "/training/batch";
        };
    }

    private static String message(MemoryNeed need, NodeMemory.Room room, boolean onHost) {
        return "training takes about %s of memory%s (%s), and the largest known worker node, '%s', has %s for it"
                .formatted(
                        MemoryNeed.words(onHost ? need.hostBytes() : need.deviceBytes()),
                        need.device() == Device.CUDA && !onHost ? " on the GPU" : "",
                        need.parts(),
                        room.node(),
                        MemoryNeed.words(onHost ? room.hostBytes() : room.deviceBytes()));
    }
}
