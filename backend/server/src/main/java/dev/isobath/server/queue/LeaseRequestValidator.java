package dev.isobath.server.queue;

import dev.isobath.server.problems.BadRequestException;
import dev.isobath.server.problems.FieldError;
import dev.isobath.spec.protocol.LeaseRequest;
import dev.isobath.spec.protocol.NodeDescription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks what a worker node says about itself before any of it is stored. */
final class LeaseRequestValidator {

    private static final int MAX_TEXT_LENGTH = 100;
    private static final int MAX_LABELS = 100;

    private LeaseRequestValidator() {}

    /**
     * Returns the request with its defaults filled in.
     *
     * @throws BadRequestException with every field that is missing or wrong
     */
    @SuppressWarnings("ConstantValue") // a field that a client leaves out is null, whatever its type says
    static LeaseRequest validated(LeaseRequest request) {
        List<FieldError> errors = new ArrayList<>();
        checkText(errors, "/node", request.node());
        NodeDescription description = request.description();
        if (description == null) {
            errors.add(new FieldError("/description", "is missing"));
        } else {
            checkText(errors, "/description/hostname", description.hostname());
            checkText(errors, "/description/device", description.device());
            checkText(errors, "/description/version", description.version());
            checkNotNegative(errors, "/description/slots", description.slots());
            checkNotNegative(errors, "/description/cores", description.cores());
            checkNotNegative(errors, "/description/memoryBytes", description.memoryBytes());
            Long deviceMemory = description.deviceMemoryBytes();
            checkNotNegative(errors, "/description/deviceMemoryBytes", deviceMemory == null ? 0 : deviceMemory);
        }
        List<String> labels = request.labels() == null ? List.of() : request.labels();
        if (labels.size() > MAX_LABELS) {
            errors.add(new FieldError("/labels", "must have at most " + MAX_LABELS + " labels"));
        } else {
            for (int i = 0; i < labels.size(); i++) {
                checkText(errors, "/labels/" + i, labels.get(i));
            }
        }
        if (!errors.isEmpty()) {
            throw BadRequestException.invalid(errors);
        }
        if (request.system() != null) {
            SystemSampleValidator.check(request.system(), "/system");
        }
        return new LeaseRequest(request.node(), labels, request.description(), request.waitSeconds(), request.system());
    }

    private static void checkText(List<FieldError> errors, String pointer, @Nullable String text) {
        if (text == null
                || text.isBlank()
                || text.length() > MAX_TEXT_LENGTH
                || text.chars().anyMatch(Character::isISOControl)) {
            errors.add(new FieldError(
                    pointer, "must have 1 to " + MAX_TEXT_LENGTH + " characters, none of them a control character"));
        }
    }

    private static void checkNotNegative(List<FieldError> errors, String pointer, long number) {
        if (number < 0) {
            errors.add(new FieldError(pointer, "must not be negative"));
        }
    }
}
