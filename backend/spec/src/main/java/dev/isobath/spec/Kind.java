package dev.isobath.spec;

/** The five model families, with the names that they have in specs. */
public enum Kind implements Named {
    BASELINE("baseline"),
    MOE("moe"),
    MOD("mod"),
    STAGED_MODE("staged-mode"),
    INTEGRATED_MODE("integrated-mode");

    private final String text;

    Kind(String text) {
        this.text = text;
    }

    @Override
    public String text() {
        return text;
    }
}
