package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.RedoubtException;

/**
 * Result of looking for a waiting write of one key in a write-behind queue: found, none, or look-up failed. Immutable.
 */
sealed interface PendingWriteLookupResult {

    /** A write of the key is pending. */
    record Found(StoredWrite write) implements PendingWriteLookupResult {}

    /** No write of the key is pending. */
    record None() implements PendingWriteLookupResult {}

    /** The store gave no answer, or refused. */
    record Failed(RedoubtException reason) implements PendingWriteLookupResult {}
}
