package io.redoubt.cache;

import io.redoubt.api.cache.HotKeys;
import java.util.concurrent.ThreadLocalRandom;

/** Which keys of a region are read most, and which cost most to load. Thread-safe. */
final class KeyUse {

    /** One read in so many is counted, and stands for all of them. */
    static final int SAMPLE = 8;

    private final TopKeys reads = new TopKeys(HotKeys.MOST);
    private final TopKeys loadCost = new TopKeys(HotKeys.MOST);

    void read(String key) {
        if (ThreadLocalRandom.current().nextInt(SAMPLE) == 0) {
            reads.add(key, SAMPLE);
        }
    }

    void loaded(String key, long nanos) {
        loadCost.add(key, nanos);
    }

    HotKeys hottest(int most) {
        return new HotKeys(reads.greatest(most), loadCost.greatest(most));
    }
}
