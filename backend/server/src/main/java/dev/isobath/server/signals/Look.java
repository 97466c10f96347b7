package dev.isobath.server.signals;

/** What a call that waits for something has found when it looked for it. */
public sealed interface Look<T> {

    /** Something, which is the call's now. */
    record Taken<T>(T what) implements Look<T> {}

    /** Nothing for this call. There may be something for another call of its kind. */
    record NothingForThis<T>() implements Look<T> {}

    /** Nothing for any call of its kind. */
    record NothingForAny<T>() implements Look<T> {}

    static <T> Look<T> taken(T what) {
        return new Taken<>(what);
    }

    static <T> Look<T> nothingForThis() {
        return new NothingForThis<>();
    }

    static <T> Look<T> nothingForAny() {
        return new NothingForAny<>();
    }
}
