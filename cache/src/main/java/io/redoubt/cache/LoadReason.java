package io.redoubt.cache;

import org.jspecify.annotations.Nullable;

/** What entitles a load to store its value. Immutable. */
sealed interface LoadReason {

    /**
     * The entry is missing: one's marker is to be put into its cell.
     *
     * @param replace the trace of what is there and of no use; null where nothing is
     */
    record Missing(@Nullable ContentFingerprint replace) implements LoadReason {}

    /** Somebody's marker was seen in the cell. */
    record LoadingElsewhere(EntryToken marker) implements LoadReason {}

    /** A value is there, and is to be replaced if it still is when the load ends. */
    record Refresh(EntryToken version) implements LoadReason {}

    /** The store does not answer: nothing will be stored. */
    record StoreUnavailable(RuntimeException reason) implements LoadReason {}
}
