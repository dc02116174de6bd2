package io.redoubt.cache;

import io.redoubt.api.cache.LoadFailedException;
import org.jspecify.annotations.Nullable;

/** What callers get when a loader throws. */
final class Failure {

    private Failure() {}

    /** Throws an unchecked failure as it is; returns a checked one as a cause, to be thrown. */
    static LoadFailedException rethrown(String entry, @Nullable Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return new LoadFailedException("the loader of '" + entry + "' failed: " + failure, failure);
    }
}
