package io.redoubt.cache.internal.writethrough;

import io.redoubt.api.Ttl;
import io.redoubt.caffeine.LocalStore;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * In-memory storage for write-through marks: for each cache key, the random token of the most recently started write.
 * Memory is limited: beyond the limit, tokens are evicted. There is room for about 60,000 tokens of usual length.
 */
final class EmbeddedLastWriterMarks implements LastWriterMarks {

    private static final long MAX_BYTES = 16L << 20;

    /** Estimated size of a mark in addition to its text and its key. */
    private static final int MARK_OVERHEAD = 160;

    private static final Ttl TTL = Ttl.of(Duration.ofHours(1));

    private final LocalStore<String> marks;

    EmbeddedLastWriterMarks(LongSupplier nanoTime) {
        this.marks = LocalStore.bounded(
                MAX_BYTES, (key, mark) -> MARK_OVERHEAD + 2 * (key.length() + mark.length()), nanoTime);
    }

    @Override
    public void put(String keyText, String mark) {
        marks.put(keyText, mark, TTL);
    }

    @Override
    public void remove(String keyText) {
        marks.remove(keyText);
    }

    @Override
    public @Nullable String get(String keyText) {
        return marks.get(keyText);
    }
}
