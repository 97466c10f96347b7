package dev.isobath.spec;

/** An enum constant with a stable name in JSON, YAML and the database. The name in Java may differ from it. */
public interface Named {
    String text();
}
