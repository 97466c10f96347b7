package dev.isobath.worker;

import dev.isobath.spec.questions.Answer;
import dev.isobath.spec.questions.Question;
import java.nio.file.Path;

/** Until the training module can be asked. */
final class NoAnswerer implements Answerer {

    @Override
    public Answer answer(Path checkpoint, Question question) {
        return new Answer.Failed("this version of the worker cannot ask a checkpoint");
    }
}
