package dev.isobath.training.engine;

import dev.isobath.spec.Named;
import dev.isobath.spec.protocol.ProcessorClass;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How products of bfloat16 numbers are computed on a processor. ADR 0022 compares the two. */
public enum Bf16Products implements Named {
    /** By the library, which uses the processor's instructions for bfloat16. */
    NATIVE("native"),
    /** In float32, with operands and results that are bfloat16 numbers. */
    FLOAT32("float32");

    /** System property, or environment variable {@code ISOBATH_BF16}: the text of a constant; by default the processor decides. */
    public static final String CHOICE = "isobath.bf16";

    private final String text;

    Bf16Products(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }

    /** Returns how this process computes them. */
    public static Bf16Products inUse() {
        String asked = System.getProperty(CHOICE);
        return of(asked == null ? System.getenv("ISOBATH_BF16") : asked, Processor.inUse());
    }

    /**
     * Decides.
     *
     * @param asked the text of a constant, or null or nothing where the processor decides
     * @throws IllegalArgumentException when {@code asked} is something else
     */
    static Bf16Products of(@Nullable String asked, ProcessorClass processor) {
        if (asked == null || asked.isBlank()) {
            return processor.compareTo(ProcessorClass.AVX512_BF16) >= 0 ? NATIVE : FLOAT32;
        }
        return Arrays.stream(values())
                .filter(one -> one.text.equals(asked.strip()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(CHOICE + " must be native or float32, not " + asked.strip()));
    }

    /** Returns what {@code engine.py} asks, as TorchScript. */
    String function() {
        return """

                  # Whether the library multiplies bfloat16 numbers at a good rate on this processor.
                  def bf16_instructions(self: __torch__.Functions) -> bool:
                    return %s
                """.formatted(this == NATIVE ? "True" : "False");
    }
}
