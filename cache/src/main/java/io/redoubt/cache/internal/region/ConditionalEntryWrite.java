package io.redoubt.cache.internal.region;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Request to store a loaded value in a cache entry unless the entry has changed during the load. The entry has changed
 * if its {@link EntryVersion} is not the expected one. The value of a {@code putIfAbsent} is stored in the same way.
 * Immutable by contract: the bytes are not copied.
 */
final class ConditionalEntryWrite {

    private final String entry;
    private final EntryVersion expected;
    private final byte[] envelope;
    private final Duration ttl;
    private final @Nullable EntryVersion refreshOwner;

    /**
     * Creates a request.
     *
     * @param expected the version that the entry must still hold
     * @param refreshOwner the owner of the refresh lease, which the write ends; null if there is no lease
     */
    ConditionalEntryWrite(
            String entry, EntryVersion expected, byte[] envelope, Duration ttl, @Nullable EntryVersion refreshOwner) {
        this.entry = entry;
        this.expected = expected;
        this.envelope = envelope;
        this.ttl = ttl;
        this.refreshOwner = refreshOwner;
    }

    String entry() {
        return entry;
    }

    EntryVersion expected() {
        return expected;
    }

    byte[] envelope() {
        return envelope;
    }

    Duration ttl() {
        return ttl;
    }

    @Nullable
    EntryVersion refreshOwner() {
        return refreshOwner;
    }
}
