package dev.isobath.spec;

/** The number format of the matrix products. Parameters and optimiser moments are always float32. */
public enum Precision implements Named {
    F32("f32"),
    BF16("bf16");

    private final String text;

    Precision(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }
}
