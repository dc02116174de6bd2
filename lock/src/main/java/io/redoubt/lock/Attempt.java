package io.redoubt.lock;

/** What an attempt to acquire a lock found. */
sealed interface Attempt {

    /** It is held now. */
    record Granted(long token) implements Attempt {}

    /** Somebody else holds it, for this many milliseconds more if it is not renewed. */
    record Busy(long millis) implements Attempt {}
}
