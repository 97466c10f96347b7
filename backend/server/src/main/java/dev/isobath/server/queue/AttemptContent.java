package dev.isobath.server.queue;

/** What a worker node fetches for an attempt. */
enum AttemptContent {
    CORPUS("the corpus"),
    DOCUMENTS("the index of the corpus's documents"),
    TOKENIZER("the tokenizer"),
    /** The checkpoint of the experiment that the attempt resumes from. */
    CHECKPOINT("the checkpoint"),
    /** The checkpoint of another experiment that the spec starts from. */
    START("the checkpoint that the experiment starts from");

    private final String words;

    AttemptContent(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
