-- What the tokenizer made of the corpus, as JSON; null until a worker node has tokenised the corpus for the experiment.
alter table experiment add column corpus_statistics text;
