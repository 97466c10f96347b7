package dev.isobath.worker.inference;

import dev.isobath.spec.inference.InferenceRequest;
import dev.isobath.spec.inference.InferenceResult;
import dev.isobath.training.data.CorpusFiles;
import dev.isobath.training.sampling.Inference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks the model itself; the last one stays loaded. */
final class CheckpointInference implements InferenceEngine {

    private record Loaded(Path checkpoint, @Nullable Path tokenizer, Inference inference) {

        boolean isOf(Path otherCheckpoint, @Nullable Path otherTokenizer) {
            return checkpoint.equals(otherCheckpoint) && Objects.equals(tokenizer, otherTokenizer);
        }
    }

    private @Nullable Loaded loaded;

    @Override
    public InferenceResult answer(Path checkpoint, @Nullable Path tokenizer, InferenceRequest question)
            throws IOException {
        return inference(checkpoint, tokenizer).answer(question);
    }

    private Inference inference(Path checkpoint, @Nullable Path tokenizer) throws IOException {
        Loaded last = loaded;
        if (last != null && last.isOf(checkpoint, tokenizer)) {
            return last.inference();
        }
        if (last != null) {
            // Before the next one: two models may not fit.
            loaded = null;
            last.inference().close();
        }
        Inference inference =
                Inference.open(checkpoint, tokenizer == null ? null : CorpusFiles.Content.namedByDigest(tokenizer));
        loaded = new Loaded(checkpoint, tokenizer, inference);
        return inference;
    }
}
