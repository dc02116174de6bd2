package io.redoubt.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A loaded value that is to be stored. Immutable by contract: the bytes are not copied. */
final class Filling {

    private final String entry;
    private final Mark expected;
    private final byte[] envelope;
    private final Duration ttl;
    private final @Nullable Mark refresher;

    /**
     * A value to be stored.
     *
     * @param expected the mark of what the cell must still hold
     * @param refresher who has the lease of refreshing it; null where nobody needs one
     */
    Filling(String entry, Mark expected, byte[] envelope, Duration ttl, @Nullable Mark refresher) {
        this.entry = entry;
        this.expected = expected;
        this.envelope = envelope;
        this.ttl = ttl;
        this.refresher = refresher;
    }

    String entry() {
        return entry;
    }

    Mark expected() {
        return expected;
    }

    byte[] envelope() {
        return envelope;
    }

    Duration ttl() {
        return ttl;
    }

    @Nullable
    Mark refresher() {
        return refresher;
    }
}
