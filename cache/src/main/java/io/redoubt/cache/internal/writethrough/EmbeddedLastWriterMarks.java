package io.redoubt.cache.internal.writethrough;

import io.redoubt.api.Ttl;
import io.redoubt.caffeine.LocalStore;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** In-process implementation that keeps the marks of the 100,000 most recently written keys. */
final class EmbeddedLastWriterMarks implements LastWriterMarks {

    private static final int MAX_MARKS = 100_000;
    private static final Ttl TTL = Ttl.of(Duration.ofHours(1));

    private final LocalStore<String> marks;

    EmbeddedLastWriterMarks(LongSupplier nanoTime) {
        this.marks = LocalStore.bounded(MAX_MARKS, (key, mark) -> 1, nanoTime);
    }

    @Override
    public void put(String keyText, String mark) {
        marks.put(keyText, mark, TTL);
    }

    @Override
    public @Nullable String get(String keyText) {
        return marks.get(keyText);
    }
}
