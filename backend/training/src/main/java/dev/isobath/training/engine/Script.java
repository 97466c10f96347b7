package dev.isobath.training.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * TorchScript functions that are compiled from text. They reach every operation of libtorch, many of which DJL's array interface
 * lacks. A whole function is one call into native code. No gradients are recorded.
 */
public final class Script {

    /** The pickled module, protocol 2: an object of the class {@code Functions} with {@code training} set. */
    private static final String OBJECT = "\u0080\u0002c__torch__\nFunctions\n)\u0081}X\b\0\0\0training\u0088sb.";

    /** The pickled constants, protocol 2: none. */
    private static final String CONSTANTS = "\u0080\u0002).";

    private final PtSymbolBlock block;

    /**
     * Compiles functions.
     *
     * @param manager owns the compiled code
     * @param code a class {@code Functions} as TorchScript serialises it
     */
    public Script(NDManager manager, String code) {
        try {
            block = JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive(code)), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the text of a file that lies beside a class. */
    public static String text(Class<?> neighbour, String file) {
        try (InputStream stream = neighbour.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException(file + " is missing from the build");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls a function and closes the arguments that were made for this call. */
    private IValue run(String function, Argument... arguments) {
        IValue[] values = new IValue[arguments.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = arguments[i].value();
        }
        try {
            return IValueUtils.runMethod(block, function, values);
        } finally {
            for (int i = 0; i < values.length; i++) {
                if (!arguments[i].kept()) {
                    values[i].close();
                }
            }
        }
    }

    /** Calls a function that has no result. */
    public void run(String function, List<Argument> arguments) {
        run(function, arguments.toArray(Argument[]::new)).close();
    }

    /** Calls a function that has one array as result, which joins {@code scope}. */
    public NDArray array(NDManager scope, String function, Argument... arguments) {
        try (IValue result = run(function, arguments)) {
            return result.toTensor((PtNDManager) scope);
        }
    }

    /** Calls a function that has a list of arrays as result, which join {@code scope}. */
    public NDArray[] arrays(NDManager scope, String function, Argument... arguments) {
        try (IValue result = run(function, arguments)) {
            return result.toTensorArray((PtNDManager) scope);
        }
    }

    /** Calls a function that has a list of arrays as result, which stays on the native side. */
    public Arrays list(String function, Argument... arguments) {
        return new Arrays(run(function, arguments));
    }

    /** Calls a function that has an array and a list as results; the list stays on the native side. */
    public Kept keep(NDManager scope, String function, Argument... arguments) {
        try (IValue result = run(function, arguments)) {
            IValue[] both = result.toIValueTuple();
            try (IValue first = both[0]) {
                return new Kept(first.toTensor((PtNDManager) scope), new Arrays(both[1]));
            }
        }
    }

    /** An argument of a function. */
    public sealed interface Argument {

        IValue value();

        /** Returns whether the value outlives the call. */
        default boolean kept() {
            return false;
        }

        static Argument given(NDArray array) {
            return new One(array);
        }

        static Argument given(boolean flag) {
            return new Flag(flag);
        }

        static Argument given(long number) {
            return new Whole(number);
        }

        static Argument given(double number) {
            return new Real(number);
        }

        static Argument given(long... numbers) {
            return new Wholes(numbers);
        }

        static Argument given(double... numbers) {
            return new Reals(numbers);
        }

        static Argument given(int... numbers) {
            return new Wholes(java.util.Arrays.stream(numbers).asLongStream().toArray());
        }
    }

    private record One(NDArray array) implements Argument {
        @Override
        public IValue value() {
            return IValue.from((PtNDArray) array);
        }
    }

    private record Flag(boolean flag) implements Argument {
        @Override
        public IValue value() {
            return IValue.from(flag);
        }
    }

    private record Whole(long number) implements Argument {
        @Override
        public IValue value() {
            return IValue.from(number);
        }
    }

    private record Real(double number) implements Argument {
        @Override
        public IValue value() {
            return IValue.from(number);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Wholes(long[] numbers) implements Argument {
        @Override
        public IValue value() {
            return IValue.listFrom(numbers);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Reals(double[] numbers) implements Argument {
        @Override
        public IValue value() {
            return IValue.listFrom(numbers);
        }
    }

    /** A list of arrays on the native side. It is passed to functions as it is. */
    public static final class Arrays implements Argument, AutoCloseable {

        private final IValue list;

        private Arrays(IValue list) {
            this.list = list;
        }

        /** Returns a list that its caller closes. */
        public static Arrays of(List<NDArray> arrays) {
            return new Arrays(
                    IValue.listFrom(arrays.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new)));
        }

        /**
         * Returns a list that is closed with {@code owner}. A list left open keeps the memory of its arrays, even when they are
         * closed.
         */
        public static Arrays of(NDManager owner, List<NDArray> arrays) {
            Arrays list = of(arrays);
            owner.attachInternal(list.list.getUid(), list);
            return list;
        }

        @Override
        public IValue value() {
            return list;
        }

        @Override
        public boolean kept() {
            return true;
        }

        /** Releases the arrays. Those that nothing else holds are freed. */
        @Override
        public void close() {
            list.close();
        }
    }

    /** Whole numbers on the native side, which functions may change. */
    public static final class Numbers implements Argument, AutoCloseable {

        private final IValue list;

        public Numbers(int... numbers) {
            list = IValue.listFrom(
                    java.util.Arrays.stream(numbers).asLongStream().toArray());
        }

        public long[] values() {
            return list.toLongArray();
        }

        @Override
        public IValue value() {
            return list;
        }

        @Override
        public boolean kept() {
            return true;
        }

        @Override
        public void close() {
            list.close();
        }
    }

    /**
     * The results of a forward function.
     *
     * @param result the input of the next function
     * @param saved the arrays for its backward function; empty where nothing is learned
     */
    public record Kept(NDArray result, Arrays saved) {}

    /** Returns the zip that libtorch reads modules from. Its entries have to be stored, not compressed. */
    private static byte[] archive(String code) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            add(zip, "functions/data.pkl", OBJECT.getBytes(StandardCharsets.ISO_8859_1));
            add(zip, "functions/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            add(zip, "functions/constants.pkl", CONSTANTS.getBytes(StandardCharsets.ISO_8859_1));
            add(zip, "functions/version", "10\n".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
