package io.redoubt.cache.internal.region;

import io.redoubt.cache.internal.region.EntryStore.AcquireResult;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parser of the replies of Redis about the entries of a region. */
final class RegionReplies {

    private static final long FOR_EVER = -1;
    private static final long NO_KEY = -2;

    private RegionReplies() {}

    /**
     * Returns the entry from the replies of GET and PTTL. An entry that was removed between the two counts as
     * empty.
     */
    static StoredEntry storedEntry(Reply value, Reply left) {
        long millis = ReplyValues.number(left);
        return value instanceof Reply.Data data && millis != NO_KEY
                ? StoredEntry.of(data.value(), left(millis))
                : StoredEntry.empty();
    }

    /** Parses the reply of {@code acquire.lua}. */
    static AcquireResult acquired(Reply reply) {
        if (reply instanceof Reply.Array array && !array.elements().isEmpty()) {
            List<Reply> elements = array.elements();
            long kind = ReplyValues.number(elements.get(0));
            if (kind == 0) {
                return new AcquireResult.Granted();
            }
            if (kind == 1) {
                return new AcquireResult.Held(Duration.ofMillis(Math.max(1, ReplyValues.number(elements.get(1)))));
            }
            if (kind == 2) {
                return new AcquireResult.Present();
            }
        }
        throw ReplyValues.unexpected(reply, "the state of an entry");
    }

    /**
     * Returns the remaining time to live, at least one millisecond for an existing key; null if it does not
     * expire.
     */
    private static @Nullable Duration left(long millis) {
        return millis == FOR_EVER ? null : Duration.ofMillis(Math.max(1, millis));
    }
}
