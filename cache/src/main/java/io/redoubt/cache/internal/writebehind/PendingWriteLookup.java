package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.RedoubtException;

/** Result of looking for the pending write of one key: found, none, or lookup failed. Immutable. */
sealed interface PendingWriteLookup {

    /** A write of the key is pending. */
    record Found(StoredWrite write) implements PendingWriteLookup {}

    /** No write of the key is pending. */
    record None() implements PendingWriteLookup {}

    /** The store gave no answer, or refused. */
    record Failed(RedoubtException reason) implements PendingWriteLookup {}
}
