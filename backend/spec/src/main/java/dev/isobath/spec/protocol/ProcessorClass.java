package dev.isobath.spec.protocol;

import dev.isobath.spec.Named;

/**
 * The instructions that matrix products are computed with. On one class, a run that goes on from a checkpoint takes the same steps as a
 * run that was never stopped. Between two classes the last bits of sums differ. The constants stand in the order of what they can do.
 */
public enum ProcessorClass implements Named {
    /** A processor without AVX2. */
    OTHER("other"),
    /** AVX2. It has no instructions for bfloat16. */
    AVX2("avx2"),
    /** AVX-512 without instructions for bfloat16. */
    AVX512("avx512"),
    /** AVX-512 with products of bfloat16 numbers. */
    AVX512_BF16("avx512_bf16"),
    /** AMX, which multiplies tiles of bfloat16 numbers. */
    AMX("amx"),
    /** A GPU with CUDA. */
    CUDA("cuda");

    private final String text;

    ProcessorClass(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }
}
