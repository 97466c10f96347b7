package dev.isobath.worker.inference;

import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Computes answers, in a process of its own and one at a time; keeps what the next question may need again. */
interface InferenceEngine {

    /**
     * Answers a question.
     *
     * @param checkpoint the file, whole and with the right digest; a file with the same name has the same content
     * @param tokenizer the {@code tokenizer.json} that the checkpoint's spec names, likewise; null where it names none
     * @throws InvalidSpec with pointers into the question, when it cannot be asked of this checkpoint
     * @throws IOException when a file cannot be read
     */
    InferenceResult answer(Path checkpoint, @Nullable Path tokenizer, InferenceRequest question) throws IOException;
}
