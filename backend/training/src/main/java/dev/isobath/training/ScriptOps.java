package dev.isobath.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.Precision;

/**
 * The operations by libtorch's fused ones. {@link ArrayOps} is what they are held against.
 *
 * <p>With {@link Precision#BF16} the operands of every matrix product, those inside attention too, are rounded to bfloat16;
 * sums are kept in float32 inside a product, and weights, norms, softmax over the vocabulary and residuals are float32
 * throughout. The routers' products stay in float32: a choice should not hang on the eighth bit.
 */
final class ScriptOps implements Ops {

    private static final String FUNCTIONS = """
              def product_bf16(self: __torch__.Functions, x: Tensor, matrix: Tensor) -> Tensor:
                return torch.to(torch.matmul(torch.to(x, 15), torch.to(matrix, 15)), 6)
              def gelu(self: __torch__.Functions, x: Tensor) -> Tensor:
                return torch.gelu(x, approximate="tanh")
              def attention_f32(self: __torch__.Functions, x: Tensor, cosines: Tensor, sines: Tensor, heads: Tensor) -> Tensor:
                return self.attention(x, cosines, sines, heads, False)
              def attention_bf16(self: __torch__.Functions, x: Tensor, cosines: Tensor, sines: Tensor, heads: Tensor) -> Tensor:
                return self.attention(x, cosines, sines, heads, True)
              def attention(self: __torch__.Functions, x: Tensor, cosines: Tensor, sines: Tensor, heads: Tensor, rounded: bool) -> Tensor:
                n = torch.size(cosines, 2)
                w = torch.size(cosines, 3)
                h = torch.size(heads, 0)
                b = torch.floordiv(torch.size(x, 0), n)
                parts = torch.permute(torch.reshape(x, [b, n, 3, h, w]), [2, 0, 3, 1, 4])
                straight, rest = torch.split_with_sizes(parts, [2, 1], 0)
                low, high = torch.chunk(straight, 2, 4)
                turned = torch.cat([torch.neg(high), low], 4)
                both = torch.add(torch.mul(straight, cosines), torch.mul(turned, sines))
                values = torch.squeeze(rest, 0)
                if rounded:
                  both = torch.to(both, 15)
                  values = torch.to(values, 15)
                queries, keys = torch.unbind(both, 0)
                mixed = torch.scaled_dot_product_attention(queries, keys, values, None, 0., True)
                rows = torch.reshape(torch.permute(mixed, [0, 2, 1, 3]), [torch.mul(b, n), torch.mul(h, w)])
                return torch.to(rows, 6)
              def cross_entropy(self: __torch__.Functions, logits: Tensor, targets: Tensor) -> Tensor:
                return torch.cross_entropy_loss(logits, targets)
              def add_rows(self: __torch__.Functions, x: Tensor, rows: Tensor, values: Tensor) -> Tensor:
                return torch.index_add(x, 0, rows, values)
            """;

    private final Script script;
    private final Precision precision;
    private final Ops plain = new ArrayOps();

    ScriptOps(NDManager manager, Precision precision) {
        script = new Script(manager, FUNCTIONS);
        this.precision = precision;
    }

    @Override
    public NDArray product(NDArray x, NDArray matrix) {
        return switch (precision) {
            case F32 -> plain.product(x, matrix);
            case BF16 -> script.call("product_bf16", x, matrix);
        };
    }

    @Override
    public NDArray choosingProduct(NDArray x, NDArray matrix) {
        return plain.choosingProduct(x, matrix);
    }

    @Override
    public NDArray products(NDArray x, NDArray matrices) {
        return switch (precision) {
            case F32 -> plain.products(x, matrices);
            case BF16 -> script.call("product_bf16", x, matrices);
        };
    }

    @Override
    public NDArray norm(NDArray x, NDArray gain, NDArray bias) {
        return plain.norm(x, gain, bias);
    }

    @Override
    public NDArray gelu(NDArray x) {
        return script.call("gelu", x);
    }

    @Override
    public NDArray attention(NDArray queriesKeysValues, int heads, Positions positions) {
        String function = switch (precision) {
            case F32 -> "attention_f32";
            case BF16 -> "attention_bf16";
        };
        // Functions take arrays only: the number of heads travels as a length.
        NDArray count = queriesKeysValues.getManager().zeros(new Shape(heads));
        return script.call(function, queriesKeysValues, positions.cosines(), positions.sines(), count);
    }

    @Override
    public NDArray crossEntropy(NDArray logits, NDArray targets) {
        return script.call("cross_entropy", logits, targets);
    }

    @Override
    public NDArray take(NDArray x, Rows rows) {
        return plain.take(x, rows);
    }

    @Override
    public NDArray replace(NDArray x, Rows rows, NDArray values) {
        return plain.replace(x, rows, values);
    }

    @Override
    public NDArray add(NDArray x, Rows rows, NDArray values) {
        return script.call("add_rows", x, rows.array(), values);
    }
}
