package io.redoubt.cache;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Request of one call for an entry, with the result of its read. */
record LoadRequest<V>(
        long startTick, ReadResult<V> result, @Nullable InvalidationVersion regionVersion) {

    boolean isStoreUnavailable() {
        return result instanceof ReadResult.Unavailable;
    }

    /**
     * Returns whether this request read the same state of the store that the load is based on, which means that
     * nothing was invalidated between the two reads.
     */
    boolean sawUnchanged(@Nullable ValiditySnapshot snapshot) {
        return snapshot != null
                && snapshot.token().equals(result.token())
                && Objects.equals(snapshot.regionVersion(), regionVersion);
    }
}
