package io.redoubt.cache;

import org.jspecify.annotations.Nullable;

/** Reason why a load was started. It decides how the load gets permission to store its value. Immutable. */
sealed interface LoadReason {

    /**
     * The entry has no usable value. The loader must first store its load marker in the entry.
     *
     * @param replace fingerprint of the unusable content; null if the entry is empty
     */
    record Missing(@Nullable ContentFingerprint replace) implements LoadReason {}

    /** The entry holds the load marker of another loader. */
    record LoadingElsewhere(EntryToken marker) implements LoadReason {}

    /** The entry holds a value. The load replaces that version if the entry still holds it when the load ends. */
    record Refresh(EntryToken version) implements LoadReason {}

    /** The store does not answer. The loaded value will not be stored. */
    record StoreUnavailable(RuntimeException reason) implements LoadReason {}
}
