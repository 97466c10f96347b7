package dev.isobath.spec;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the field {@code startFrom}. */
final class StartFromReader {

    private static final UUID NONE = new UUID(0, 0);

    private StartFromReader() {}

    static StartFrom read(Fields fields) {
        String text = fields.text(SpecField.START_EXPERIMENT);
        Optional<UUID> experiment = id(text);
        if (experiment.isEmpty() && fields.valid(SpecField.START_EXPERIMENT)) {
            fields.violation(
                    SpecField.START_EXPERIMENT,
                    "must be the id of an experiment, for example 0198f3b2-5c1e-4d0a-9f2b-7a6c5d4e3f21");
        }
        fields.allow(List.of(SpecField.START_STEP));
        if (!fields.has(SpecField.START_STEP) && fields.valid(SpecField.START_EXPERIMENT)) {
            fields.violation(
                    SpecField.START_STEP, "is missing, and no checkpoint of that experiment is known to begin with");
        }
        StartFrom start = new StartFrom(
                experiment.orElse(NONE),
                fields.has(SpecField.START_STEP) ? fields.whole(SpecField.START_STEP) : 1,
                fields.constant(SpecField.START_STATE, StartFrom.State.class));
        fields.refuseOthers("startFrom");
        return start;
    }

    /** Reads an id in its usual form. Java also reads shorter ones, which no list of experiments shows. */
    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equalsIgnoreCase(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
