package dev.isobath.worker.inference;

import dev.isobath.spec.inference.InferenceRequest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files a question is about, each with its digest for a name.
 *
 * @param tokenizer the {@code tokenizer.json} where the checkpoint's spec names one
 */
record RequestFiles(Path checkpoint, @Nullable Path tokenizer) {

    /** As the answering process reads it. */
    InferenceProcess.Asked about(InferenceRequest question) {
        return new InferenceProcess.Asked(
                checkpoint.toAbsolutePath().toString(),
                tokenizer == null ? null : tokenizer.toAbsolutePath().toString(),
                question);
    }
}
