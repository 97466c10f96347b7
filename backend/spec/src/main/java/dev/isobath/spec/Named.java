package dev.isobath.spec;

/** An enum constant with a stable name in JSON, YAML and the database, apart from its name in Java. */
public interface Named {
    String text();
}
