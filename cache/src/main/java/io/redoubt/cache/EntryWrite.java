package io.redoubt.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A loaded value that is to be stored. Immutable by contract: the bytes are not copied. */
final class EntryWrite {

    private final String entry;
    private final EntryToken expected;
    private final byte[] envelope;
    private final Duration ttl;
    private final @Nullable EntryToken refreshOwner;

    /**
     * A value to be stored.
     *
     * @param expected the mark of what the cell must still hold
     * @param refreshOwner who has the lease of refreshing it; null where nobody needs one
     */
    EntryWrite(String entry, EntryToken expected, byte[] envelope, Duration ttl, @Nullable EntryToken refreshOwner) {
        this.entry = entry;
        this.expected = expected;
        this.envelope = envelope;
        this.ttl = ttl;
        this.refreshOwner = refreshOwner;
    }

    String entry() {
        return entry;
    }

    EntryToken expected() {
        return expected;
    }

    byte[] envelope() {
        return envelope;
    }

    Duration ttl() {
        return ttl;
    }

    @Nullable
    EntryToken refreshOwner() {
        return refreshOwner;
    }
}
