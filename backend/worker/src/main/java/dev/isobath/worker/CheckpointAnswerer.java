package dev.isobath.worker;

import dev.isobath.spec.questions.Answer;
import dev.isobath.spec.questions.Question;
import dev.isobath.training.Inference;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Asks the model itself; the last one stays loaded. */
final class CheckpointAnswerer implements Answerer {

    private record Loaded(Path checkpoint, Inference inference) {}

    private @Nullable Loaded loaded;

    @Override
    public Answer answer(Path checkpoint, Question question) throws IOException {
        return inference(checkpoint).answer(question);
    }

    private Inference inference(Path checkpoint) throws IOException {
        Loaded last = loaded;
        if (last != null && last.checkpoint().equals(checkpoint)) {
            return last.inference();
        }
        if (last != null) {
            // Before the next one: two models may not fit.
            loaded = null;
            last.inference().close();
        }
        Inference inference = Inference.open(checkpoint);
        loaded = new Loaded(checkpoint, inference);
        return inference;
    }
}
