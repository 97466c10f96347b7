package dev.isobath.spec;

/** The device on which the matrix products run. */
public enum Device implements Named {
    CPU("cpu"),
    CUDA("cuda");

    private final String text;

    Device(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }
}
