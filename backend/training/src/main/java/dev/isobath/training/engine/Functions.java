package dev.isobath.training.engine;

import static dev.isobath.training.engine.Script.Argument.given;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.isobath.spec.Scaling;
import java.math.BigDecimal;
import java.util.List;

/**
 * The compiled functions of {@code engine.py} and the number format that they compute in. This class has the functions that every room
 * needs. Each other room wraps its own functions in a record around it. The shapes are in {@code engine.py}.
 */
public final class Functions {

    private final Script script;
    private final NumberFormat format;
    private final Scaling scaling;

    /**
     * Compiles the functions of a model that is not scaled.
     *
     * @param manager owns the compiled code
     */
    public Functions(NDManager manager, NumberFormat format) {
        this(manager, format, Scaling.NONE);
    }

    /**
     * Compiles the functions.
     *
     * @param manager owns the compiled code
     * @param scaling what the parametrisation makes of the size of the model
     */
    public Functions(NDManager manager, NumberFormat format, Scaling scaling) {
        this(manager, format, scaling, Bf16Products.inUse());
    }

    Functions(NDManager manager, NumberFormat format, Bf16Products products) {
        this(manager, format, Scaling.NONE, products);
    }

    private Functions(NDManager manager, NumberFormat format, Scaling scaling, Bf16Products products) {
        script = new Script(manager, text(products, scaling));
        this.format = format;
        this.scaling = scaling;
    }

    /** Returns the text of {@code engine.py} for the processor of this machine and a model that is not scaled. */
    public static String text() {
        return text(Scaling.NONE);
    }

    /**
     * Returns the text of {@code engine.py} for the processor of this machine and a model. Further functions may be appended to it.
     */
    public static String text(Scaling scaling) {
        return text(Bf16Products.inUse(), scaling);
    }

    private static String text(Bf16Products products, Scaling scaling) {
        return Script.text(Functions.class, "engine.py")
                + products.function()
                + number("branch_multiplier", scaling.branch())
                + number("logit_multiplier", scaling.logits());
    }

    /** Returns a function without arguments, as TorchScript. */
    private static String number(String name, double value) {
        String digits = new BigDecimal(value).toPlainString();
        return "\n  def %s(self: __torch__.Functions) -> float:\n    return %s\n"
                .formatted(name, digits.contains(".") ? digits : digits + ".0");
    }

    /** Returns what the parametrisation makes of the size of the model. */
    public Scaling scaling() {
        return scaling;
    }

    /** Returns the compiled code. */
    public Script script() {
        return script;
    }

    public NumberFormat format() {
        return format;
    }

    /** Returns the array in the format of activations. It belongs to {@code scope}. */
    public NDArray rounded(NDManager scope, NDArray array) {
        return script.array(scope, "formatted", given(array), given(format.scalarType()));
    }

    /** Returns the array in the format of weights, which Java can read. It belongs to {@code scope}. */
    public NDArray readable(NDManager scope, NDArray array) {
        return script.array(scope, "formatted", given(array), given(format.readableType()));
    }

    void copy(Script.Arrays to, Script.Arrays from) {
        script.run("copy", List.of(to, from));
    }

    /** Returns the given rows of a matrix. They belong to {@code scope}. */
    public NDArray take(NDManager scope, NDArray x, RowIndices rows) {
        return script.array(scope, "take", given(x), given(rows.array()));
    }

    /** Returns {@code values} times {@code factor} as a column, [N, 1], in the format of weights. It belongs to {@code scope}. */
    public NDArray column(NDManager scope, double[] values, double factor) {
        return NDArrays.of(scope, format.master(), NDArrays.times(values, factor), new Shape(values.length, 1));
    }

    /** Returns an empty array, [0], in the format of weights. Functions take it for "none". It belongs to {@code scope}. */
    public NDArray none(NDManager scope) {
        return scope.zeros(new Shape(0), format.master());
    }
}
