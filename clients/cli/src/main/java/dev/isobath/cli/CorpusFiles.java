package dev.isobath.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that uploads texts which the project may not have yet. */
final class CorpusFiles {

    private record CorpusFile(String name, Path file) {}

    private static final class Converter implements ITypeConverter<CorpusFile> {

        @Override
        public CorpusFile convert(String given) {
            int sign = given.indexOf('=');
            if (sign < 1) {
                throw new TypeConversionException("it needs NAME=FILE, not '" + given + "'");
            }
            return new CorpusFile(given.substring(0, sign), Path.of(given.substring(sign + 1)));
        }
    }

    @Option(
            names = "--corpus",
            paramLabel = "NAME=FILE",
            converter = Converter.class,
            description = "Upload a text first, where the project has no corpus of that name.")
    private List<CorpusFile> corpora = new ArrayList<>();

    void upload(ServerClient server, Surroundings surroundings) {
        for (CorpusFile corpus : corpora) {
            if (server.uploadCorpus(corpus.name(), surroundings.existing(corpus.file()))) {
                surroundings.err().println("Uploaded the corpus " + corpus.name() + ".");
            }
        }
    }
}
