package dev.isobath.training.engine;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;

/**
 * Makes every end of the process leave the destructors of libtorch out. Java ends a process with {@code exit(3)}, for a signal too, and
 * that destroys libtorch's global objects while another thread may still compute with them, which crashes. So the first handler of the
 * exit, before any destructor, is {@code _exit(2)} with the same status. Java has finished its own work by then.
 */
final class ExitWithoutDestructors {

    static {
        register();
        // Handlers run in reverse order, and libtorch makes some of its objects while it computes. The handler that is
        // registered
        // last comes before their destructors too.
        Runtime.getRuntime().addShutdownHook(new Thread(ExitWithoutDestructors::register, "exit-handler"));
    }

    private ExitWithoutDestructors() {}

    /** Registers the handler at the first call. It is called when libtorch has been loaded. */
    static void ensure() {}

    @SuppressWarnings("restricted") // native access is what this class is for
    private static void register() {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = linker.defaultLookup();
        // on_exit(3) passes the status to its handler. glibc has it, and libtorch needs glibc.
        MemorySegment handler = library.findOrThrow("_exit");
        FunctionDescriptor signature =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        try {
            int refused = (int) linker.downcallHandle(library.findOrThrow("on_exit"), signature)
                    .invokeExact(handler, MemorySegment.NULL);
            if (refused != 0) {
                throw new IllegalStateException("on_exit takes no more handlers");
            }
        } catch (Throwable e) {
            throw new IllegalStateException("cannot register the handler of the exit", e);
        }
    }
}
