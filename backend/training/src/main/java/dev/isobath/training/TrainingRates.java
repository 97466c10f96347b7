package dev.isobath.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.isobath.spec.Precision;

/** What the library does at best on this machine: matrix products and copies, into memory that is already there. */
public final class TrainingRates implements AutoCloseable {

    /** Of each rate the best of this many. */
    private static final int TRIES = 5;

    private static final String FUNCTIONS = """
              def product_f32(self: __torch__.Functions, x: Tensor, y: Tensor, times: Tensor) -> Tensor:
                return self.product(x, y, torch.size(times, 0))
              def product_bf16(self: __torch__.Functions, x: Tensor, y: Tensor, times: Tensor) -> Tensor:
                return self.product(torch.to(x, 15), torch.to(y, 15), torch.size(times, 0))
              def product(self: __torch__.Functions, x: Tensor, y: Tensor, times: int) -> Tensor:
                z = torch.mm(x, y)
                for _ in range(times):
                  _0 = torch.mm(x, y, out=z)
                return torch.to(torch.max(z), 6)
              def copy(self: __torch__.Functions, x: Tensor, y: Tensor, times: Tensor) -> Tensor:
                for _ in range(torch.size(times, 0)):
                  _0 = torch.copy_(y, x)
                return torch.max(y)
            """;

    private final NDManager manager = NativeEngine.newManager();
    private final Script script = new Script(manager, FUNCTIONS);
    private final double secondsATry;

    /** @param secondsATry how long one try takes at least; the shorter, the less the rates mean */
    public TrainingRates(double secondsATry) {
        this.secondsATry = secondsATry;
    }

    /** Version of the library. */
    public String version() {
        return Engine.getEngine("PyTorch").getVersion();
    }

    /** Threads one operation computes with. */
    public int threads() {
        return JniUtils.getNumThreads();
    }

    /** FLOP/s of [m, k] x [k, n], a multiply-add being two. */
    public double product(Precision precision, int m, int k, int n) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = scope.randomUniform(-1, 1, new Shape(m, k));
            NDArray y = scope.randomUniform(-1, 1, new Shape(k, n));
            return 2.0 * m * k * n / seconds("product_" + precision.text(), x, y);
        }
    }

    /** Bytes/s of copying, those read and those written. */
    public double copy(int bytes) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray x = scope.ones(new Shape(bytes / Float.BYTES));
            NDArray y = scope.zeros(new Shape(bytes / Float.BYTES));
            return 2.0 * bytes / seconds("copy", x, y);
        }
    }

    /** Of one time: of many and of few the difference, which leaves out what surrounds them. */
    private double seconds(String function, NDArray x, NDArray y) {
        int times = 1;
        while (call(function, x, y, times) < secondsATry) {
            times *= 2;
        }
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < TRIES; i++) {
            double few = call(function, x, y, times);
            double many = call(function, x, y, 3 * times);
            best = Math.min(best, Math.max(many - few, many / 2) / (2 * times));
        }
        return best;
    }

    /** Seconds; the result is read, so that nothing is still under way. */
    private double call(String function, NDArray x, NDArray y, int times) {
        NDArray count = x.getManager().zeros(new Shape(times));
        long start = System.nanoTime();
        Values.scalar(script.call(function, x, y, count));
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() {
        manager.close();
    }
}
