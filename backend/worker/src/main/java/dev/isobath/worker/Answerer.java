package dev.isobath.worker;

import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.questions.Answer;
import dev.isobath.spec.questions.Question;
import java.io.IOException;
import java.nio.file.Path;

/** Computes answers, in a process of its own and one at a time; keeps what the next question may need again. */
interface Answerer {

    /**
     * Answers a question.
     *
     * @param checkpoint the file, whole and with the right digest; a file with the same name has the same content
     * @throws InvalidSpec with pointers into the question, when it cannot be asked of this checkpoint
     * @throws IOException when the checkpoint cannot be read
     */
    Answer answer(Path checkpoint, Question question) throws IOException;
}
