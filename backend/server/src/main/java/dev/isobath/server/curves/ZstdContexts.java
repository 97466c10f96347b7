package dev.isobath.server.curves;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Compresses and expands blocks with contexts that are used again. A chart of a hundred curves has thousands of blocks, and to make
 * a context takes longer than to expand a block of a level.
 */
final class ZstdContexts {

    private static final int COMPRESSION_LEVEL = 1;

    /** More contexts than this are not kept. One for compression takes about half a megabyte. */
    private static final int KEPT = 8;

    private static final BlockingQueue<ZstdCompressCtx> COMPRESSING = new ArrayBlockingQueue<>(KEPT);
    private static final BlockingQueue<ZstdDecompressCtx> EXPANDING = new ArrayBlockingQueue<>(KEPT);

    private ZstdContexts() {}

    static byte[] compress(byte[] plain) {
        ZstdCompressCtx kept = COMPRESSING.poll();
        ZstdCompressCtx context = kept == null ? new ZstdCompressCtx().setLevel(COMPRESSION_LEVEL) : kept;
        try {
            return context.compress(plain);
        } finally {
            if (!COMPRESSING.offer(context)) {
                context.close();
            }
        }
    }

    static byte[] expand(byte[] packed, int size) {
        ZstdDecompressCtx kept = EXPANDING.poll();
        ZstdDecompressCtx context = kept == null ? new ZstdDecompressCtx() : kept;
        try {
            return context.decompress(packed, size);
        } finally {
            if (!EXPANDING.offer(context)) {
                context.close();
            }
        }
    }
}
