package io.redoubt.cache;

import org.jspecify.annotations.Nullable;

/** What entitles a load to store its value. Immutable. */
sealed interface Claim {

    /**
     * The entry is missing: one's marker is to be put into its cell.
     *
     * @param replace the trace of what is there and of no use; null where nothing is
     */
    record Missing(@Nullable Trace replace) implements Claim {}

    /** Somebody's marker was seen in the cell. */
    record LoadedElsewhere(Mark marker) implements Claim {}

    /** A value is there, and is to be replaced if it still is when the load ends. */
    record Refresh(Mark version) implements Claim {}

    /** The store does not answer: nothing will be stored. */
    record None(RuntimeException reason) implements Claim {}
}
