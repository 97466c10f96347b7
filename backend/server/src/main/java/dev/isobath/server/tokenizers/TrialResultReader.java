package dev.isobath.server.tokenizers;

import dev.isobath.spec.protocol.TrialResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the result that a worker node sends fit to be stored and shown, whatever the version of the node. */
final class TrialResultReader {

    private static final int MAX_TEXTS = 100;
    private static final int MAX_NAME_LENGTH = 100;
    private static final int MAX_REASON_LENGTH = 1_000;

    private TrialResultReader() {}

    @SuppressWarnings("ConstantValue") // a field that a client leaves out is null, whatever its type says
    static TrialResult normalise(TrialResult sent) {
        return switch (sent) {
            case TrialResult.Usable usable ->
                new TrialResult.Usable(
                        text(usable.library(), MAX_NAME_LENGTH, "unknown"),
                        usable.vocabulary(),
                        usable.texts() == null
                                ? List.of()
                                : usable.texts().stream()
                                        .limit(MAX_TEXTS)
                                        .map(TrialResultReader::normalise)
                                        .toList());
            case TrialResult.Unusable unusable ->
                new TrialResult.Unusable(
                        text(unusable.library(), MAX_NAME_LENGTH, "unknown"),
                        text(unusable.reason(), MAX_REASON_LENGTH, "The worker node gives no reason."));
            case TrialResult.Failed failed ->
                new TrialResult.Failed(text(failed.reason(), MAX_REASON_LENGTH, "The worker node gives no reason."));
        };
    }

    private static TrialResult.TriedText normalise(TrialResult.@Nullable TriedText text) {
        return text == null
                ? new TrialResult.TriedText("unknown", 0, 0, 0, false)
                : new TrialResult.TriedText(
                        text(text.name(), MAX_NAME_LENGTH, "unknown"),
                        Math.max(0, text.tokens()),
                        share(text.unknownShare()),
                        share(text.lostShare()),
                        text.lossless());
    }

    private static double share(double sent) {
        return Double.isNaN(sent) ? 0 : Math.clamp(sent, 0, 1);
    }

    private static String text(@Nullable String sent, int maxLength, String missing) {
        if (sent == null || sent.isBlank()) {
            return missing;
        }
        String clean = sent.strip().replace('\0', '\uFFFD');
        String shown = clean.length() <= maxLength ? clean : clean.substring(0, maxLength) + "…";
        // Half of a surrogate pair is no text for the database.
        return new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
