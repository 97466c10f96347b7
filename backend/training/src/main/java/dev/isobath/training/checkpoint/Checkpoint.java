package dev.isobath.training.checkpoint;

import ai.djl.ndarray.NDArray;
import dev.isobath.spec.ExperimentSpec;
import dev.isobath.spec.InvalidSpec;
import dev.isobath.spec.SpecReader;
import dev.isobath.spec.SpecWriter;
import dev.isobath.spec.StartFit;
import dev.isobath.spec.StartFrom;
import dev.isobath.spec.Violation;
import dev.isobath.training.engine.Weights;
import dev.isobath.training.metrics.RunHistory;
import dev.isobath.training.optimiser.AdamW;
import dev.isobath.training.optimiser.Trainer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A safetensors file with everything that a run needs to go on as if it had never stopped. Its tensors are {@code model.NAME}
 * (weights), {@code optimizer.m.NAME} and {@code optimizer.v.NAME} (AdamW's moments; thresholds and biases of experts have none). NAME is one of
 *
 * <pre>
 * embedding [V, d]   output [d, V]   norm.gain [d]   norm.bias [d]
 * blocks.L.attention.norm.gain, .bias [d]   blocks.L.attention.input [d, 3 d]   blocks.L.attention.output [d, d]
 * blocks.L.feedForward.norm.gain, .bias [d]
 * blocks.L.mlp.input [d, f]   blocks.L.mlp.output [f, d]
 * blocks.L.experts.router [d, E + no-ops]   blocks.L.experts.input [E, d, f]   blocks.L.experts.output [E, f, d]
 * blocks.L.experts.thresholds [E + no-ops]   blocks.L.experts.bias [E]
 * blocks.L.router [d, 1]   blocks.L.router.threshold [1]
 * blocks.L.predictor.hidden [d, p], .hidden.bias [p], .output [p, 1], .output.bias [1]
 * </pre>
 *
 * L is the number of the block, counted from 0. Matrices are input x output. The metadata has {@code format}, {@code spec}
 * (canonical JSON), {@code step}, {@code tokens}, {@code flops}, {@code seconds} and {@code history}. The history is a JSON
 * object that metrics need ({@link RunHistory}) and that no weight depends on. There is no generator state, because randomness is
 * a function of the step.
 */
public final class Checkpoint {

    private static final String FORMAT = "isobath-checkpoint/1";
    private static final String HISTORY = "history";
    private static final String PARTIAL = ".partial";
    private static final JsonMapper JSON = JsonMapper.shared();

    private Checkpoint() {}

    /** Writes {@code step-N.safetensors} into the folder. The file is whole and durable under that name, or it does not exist. */
    public static Path write(Path folder, ExperimentSpec spec, Progress progress, Trainer trainer) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put("spec", JSON.writeValueAsString(SpecWriter.write(spec)));
        metadata.put("step", Long.toString(progress.step()));
        metadata.put("tokens", Double.toString(progress.tokens()));
        metadata.put("flops", Double.toString(progress.flops()));
        metadata.put("seconds", Double.toString(progress.seconds()));
        metadata.put(HISTORY, JSON.writeValueAsString(progress.history()));
        Path file = folder.resolve("step-%010d.safetensors".formatted(progress.step()));
        Path partial = folder.resolve(file.getFileName() + PARTIAL);
        Map<String, NDArray> arrays = arrays(trainer);
        trainer.decoder().weights().buffers().forEach((name, buffer) -> arrays.put("model." + name, buffer));
        SafeTensors.write(partial, arrays, metadata);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        return file;
    }

    /** Creates the folder, and deletes what a killed process left half written. */
    public static void prepare(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> partials = Files.newDirectoryStream(folder, "*" + PARTIAL)) {
            for (Path partial : partials) {
                Files.delete(partial);
            }
        }
    }

    /**
     * Fills weights and moments from a file of the same spec, or what the spec takes over from the checkpoint that it starts from. The
     * moments of the trainer are zero before.
     *
     * @return how far the run had come
     * @throws CorruptCheckpoint when the file is not whole
     * @throws IllegalArgumentException when the file belongs to another spec and is not the one to start from; names do not matter
     * @throws dev.isobath.spec.InvalidSpec when the spec cannot start from it
     */
    public static Progress read(Path file, ExperimentSpec spec, Trainer trainer) throws IOException {
        Stored stored = open(file);
        if (nameless(stored.spec()).equals(nameless(SpecWriter.write(spec)))) {
            stored.fillAll(trainer);
            return stored.progress();
        }
        StartFrom start = spec.training()
                .startFrom()
                .filter(from -> from.step() == stored.progress().step())
                .orElseThrow(() -> new IllegalArgumentException("Checkpoint " + file.getFileName()
                        + " belongs to another spec; resume that one, or start anew"));
        ExperimentSpec source = SpecReader.read(stored.spec());
        List<Violation> misfits = StartFit.violations(spec, source);
        if (!misfits.isEmpty()) {
            throw new InvalidSpec(misfits);
        }
        return switch (start.state()) {
            case ALL -> {
                stored.fillAll(trainer);
                boolean sameHeldOut = spec.training()
                        .evaluationSize()
                        .equals(source.training().evaluationSize());
                Progress progress = stored.progress();
                // A selection on other held-out tokens says nothing about the next one.
                yield sameHeldOut
                        ? progress
                        : progress.withHistory(new RunHistory(progress.history().loss(), Optional.empty()));
            }
            case WEIGHTS -> {
                stored.fill(trainer.decoder().weights());
                yield Progress.START;
            }
        };
    }

    /**
     * Opens a file of any spec.
     *
     * @throws CorruptCheckpoint when the file is not whole
     */
    public static Stored open(Path file) throws IOException {
        SafeTensors.Contents contents = SafeTensors.read(file);
        Map<String, String> metadata = contents.metadata();
        if (!FORMAT.equals(metadata.get("format"))) {
            throw CorruptCheckpoint.because(file, "its format is " + metadata.get("format") + ", not " + FORMAT);
        }
        try {
            return new Stored(
                    contents,
                    (ObjectNode) JSON.readTree(metadata.getOrDefault("spec", "")),
                    new Progress(
                            Long.parseLong(metadata.getOrDefault("step", "")),
                            Double.parseDouble(metadata.getOrDefault("tokens", "")),
                            Double.parseDouble(metadata.getOrDefault("flops", "")),
                            Double.parseDouble(metadata.getOrDefault("seconds", "")),
                            // Older files have no history.
                            metadata.containsKey(HISTORY)
                                    ? JSON.readValue(metadata.get(HISTORY), RunHistory.class)
                                    : RunHistory.NONE));
        } catch (JacksonException | ClassCastException | NumberFormatException e) {
            throw CorruptCheckpoint.because(file, "its metadata is damaged");
        }
    }

    /**
     * An opened checkpoint.
     *
     * @param spec the spec in canonical form
     */
    public record Stored(SafeTensors.Contents contents, ObjectNode spec, Progress progress) {

        /** Fills the weights of a model that is used for inference, not trained. */
        public void fill(Weights weights) throws IOException {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            weights.list().forEach(weight -> arrays.put("model." + weight.name(), weight.array()));
            fill(arrays);
            fillBuffers(weights);
            weights.refresh();
        }

        private void fillAll(Trainer trainer) throws IOException {
            fill(arrays(trainer));
            fillBuffers(trainer.decoder().weights());
            trainer.decoder().weights().refresh();
        }

        /** Files that are older than a buffer do not have it. It stays zero then. */
        private void fillBuffers(Weights weights) throws IOException {
            for (Map.Entry<String, NDArray> entry : weights.buffers().entrySet()) {
                String name = "model." + entry.getKey();
                if (contents.offsets().containsKey(name)) {
                    contents.copy(name, entry.getValue());
                }
            }
        }

        private void fill(Map<String, NDArray> arrays) throws IOException {
            for (Map.Entry<String, NDArray> entry : arrays.entrySet()) {
                contents.copy(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Returns the spec without its name, as text. The numbers 1 and 1.0 differ as JSON nodes, but are equal in specs. */
    private static String nameless(ObjectNode spec) {
        ObjectNode copy = spec.deepCopy();
        copy.remove("name");
        return JSON.writeValueAsString(copy);
    }

    private static Map<String, NDArray> arrays(Trainer trainer) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (AdamW.Moments moments : trainer.optimiser().moments()) {
            String name = moments.weight().name();
            arrays.put("model." + name, moments.weight().array());
            arrays.put("optimizer.m." + name, moments.first());
            arrays.put("optimizer.v." + name, moments.second());
        }
        return arrays;
    }
}
