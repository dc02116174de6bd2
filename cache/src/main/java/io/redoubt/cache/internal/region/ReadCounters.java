package io.redoubt.cache.internal.region;

/** Interface for counting the hits and misses of a cache region. Each read of a key is recorded once. Thread-safe. */
interface ReadCounters {

    /** Counters for reads that are not the application's, such as those of a warm-up. */
    ReadCounters NONE = new ReadCounters() {

        @Override
        public void recordUsable(ReadResult.Value<?> value) {
            // not counted
        }

        @Override
        public void miss() {
            // not counted
        }
    };

    /** Counts a read that returned a stored value: as stale, negative or a hit. */
    void recordUsable(ReadResult.Value<?> value);

    /** Counts a read that returned no stored value. */
    void miss();
}
