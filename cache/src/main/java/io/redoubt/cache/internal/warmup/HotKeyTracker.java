package io.redoubt.cache.internal.warmup;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.HotKeys;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Tracker that finds which keys of a cache region are read most often and which take the most time to load.
 * Thread-safe.
 */
public final class HotKeyTracker<K> {

    /** Sampling interval: one read in so many is counted, with this weight. */
    static final int SAMPLE = 8;

    /** Sampling interval of reads that need no round trip. */
    static final int QUICK_READ_SAMPLE = 512;

    private final Function<? super K, String> text;
    private final HeaviestKeysEstimator reads = new HeaviestKeysEstimator(HotKeys.MAX);
    private final HeaviestKeysEstimator loadCost = new HeaviestKeysEstimator(HotKeys.MAX);

    /**
     * Creates a tracker.
     *
     * @param text returns the text of a key
     */
    public HotKeyTracker(Function<? super K, String> text) {
        this.text = text;
    }

    /** Counts a read of a key, by sampling. */
    public void recordRead(K key) {
        if (ThreadLocalRandom.current().nextInt(SAMPLE) == 0) {
            reads.add(text.apply(key), SAMPLE);
        }
    }

    /** Counts a read of a key that took less time than counting does: by rarer sampling, with a greater weight. */
    public void recordQuickRead(K key) {
        if (ThreadLocalRandom.current().nextInt(QUICK_READ_SAMPLE) == 0) {
            reads.add(text.apply(key), QUICK_READ_SAMPLE);
        }
    }

    /** Adds the duration of a load of a key, in nanoseconds. */
    public void recordLoad(K key, long nanos) {
        loadCost.add(text.apply(key), nanos);
    }

    /**
     * Returns the hottest keys.
     *
     * @param max maximum number of keys per ranking, 1 to {@value HotKeys#MAX}
     */
    public HotKeys hottest(int max) {
        if (max < 1 || max > HotKeys.MAX) {
            throw new InvalidInputException("the number of hot keys must be from 1 to " + HotKeys.MAX + ": " + max);
        }
        return new HotKeys(reads.greatest(max), loadCost.greatest(max));
    }
}
