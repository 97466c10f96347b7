package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * TorchScript functions over arrays, given as text. This reaches the operations of libtorch that the array interface does not
 * have, with their gradients.
 */
final class Script {

    /** The module of the functions: no parameters, nothing but code. */
    private static final String MODULE = """
            class Functions(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """;

    /** Pickled, protocol 2: an object of the class above with {@code training} set. */
    private static final String OBJECT = "\u0080\u0002c__torch__\nFunctions\n)\u0081}X\b\0\0\0training\u0088sb.";

    /** Pickled, protocol 2: no constants. */
    private static final String CONSTANTS = "\u0080\u0002).";

    private final PtSymbolBlock block;

    /**
     * Compiles.
     *
     * @param manager owns the compiled code
     * @param functions methods with {@code self: __torch__.Functions} first, indented by two
     */
    Script(NDManager manager, String functions) {
        try {
            byte[] archive = archive(MODULE + functions);
            block = JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls a function that has one array as result; it joins the manager of the first argument. */
    NDArray call(String function, NDArray... arguments) {
        // The engine takes the function's name from the first array of the list, and the result's manager as well.
        NDArray marker = arguments[0].getManager().zeros(new Shape());
        marker.setName("module_method:" + function);
        NDList list = new NDList(marker);
        for (NDArray argument : arguments) {
            list.add(argument);
        }
        return IValueUtils.forward(block, list, true).singletonOrThrow();
    }

    /** The zip that libtorch reads modules from; it wants its entries stored, not compressed. */
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
