package io.redoubt.cache;

import io.redoubt.api.cache.HotKeys;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Tracker of the keys of a region that are read most and that cost most to load. Thread-safe. */
final class HotKeyTracker<K> {

    /** Sampling interval: one read in so many is counted, with this weight. */
    static final int SAMPLE = 8;

    private final Function<? super K, String> text;
    private final TopKeys reads = new TopKeys(HotKeys.MAX);
    private final TopKeys loadCost = new TopKeys(HotKeys.MAX);

    /**
     * Creates a tracker.
     *
     * @param text returns the text of a key
     */
    HotKeyTracker(Function<? super K, String> text) {
        this.text = text;
    }

    /** Counts a read of a key, by sampling. */
    void recordRead(K key) {
        if (ThreadLocalRandom.current().nextInt(SAMPLE) == 0) {
            reads.add(text.apply(key), SAMPLE);
        }
    }

    /** Adds the duration of a load of a key, in nanoseconds. */
    void recordLoad(K key, long nanos) {
        loadCost.add(text.apply(key), nanos);
    }

    HotKeys hottest(int max) {
        return new HotKeys(reads.greatest(max), loadCost.greatest(max));
    }
}
