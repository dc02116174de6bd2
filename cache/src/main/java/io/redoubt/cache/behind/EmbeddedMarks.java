package io.redoubt.cache.behind;

import io.redoubt.api.Ttl;
import io.redoubt.caffeine.LocalStore;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Marks in this process, of the 100,000 keys written last. */
final class EmbeddedMarks implements Marks {

    private static final int MOST = 100_000;
    private static final Ttl KEEP = Ttl.of(Duration.ofHours(1));

    private final LocalStore<String> marks;

    EmbeddedMarks(LongSupplier nanoTime) {
        this.marks = LocalStore.bounded(MOST, (key, mark) -> 1, nanoTime);
    }

    @Override
    public void leave(String key, String mark) {
        marks.put(key, mark, KEEP);
    }

    @Override
    public @Nullable String last(String key) {
        return marks.get(key);
    }
}
