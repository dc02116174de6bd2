package io.redoubt.cache.internal.region;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.cache.internal.region.EntryStore.AcquireResult;
import io.redoubt.cache.internal.region.EntryStore.StoreResult;
import io.redoubt.redis.core.BatchedCallResult;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parser for the Redis replies that {@link RedisEntryStore} receives: stored entries and the results of scripts. */
final class EntryReplyParser {

    private static final long FOR_EVER = -1;
    private static final long NO_KEY = -2;

    /** A time to live of another program may be longer than 64 bits of nanoseconds can be. */
    private static final long MAX_MILLIS = EnvelopeCodec.MAX_MILLIS;

    private EntryReplyParser() {}

    /**
     * Returns the entry from the replies of GET and PTTL. An entry that was removed between the two counts as
     * empty.
     */
    static StoredEntry storedEntry(BatchedCallResult value, BatchedCallResult left) {
        if (value instanceof BatchedCallResult.Failed failed) {
            return StoredEntry.unread(failed.reason());
        }
        if (left instanceof BatchedCallResult.Failed failed) {
            return StoredEntry.unread(failed.reason());
        }
        try {
            long millis = ReplyValues.number(((BatchedCallResult.Replied) left).reply());
            return ((BatchedCallResult.Replied) value).reply() instanceof Reply.Data data && millis != NO_KEY
                    ? StoredEntry.of(data.value(), left(millis))
                    : StoredEntry.empty();
        } catch (StoreRejectedException unexpected) {
            return StoredEntry.unread(unexpected);
        }
    }

    /** Returns the entry from the reply of GET alone, as one that does not expire. */
    static StoredEntry storedEntry(BatchedCallResult value) {
        if (value instanceof BatchedCallResult.Failed failed) {
            return StoredEntry.unread(failed.reason());
        }
        return ((BatchedCallResult.Replied) value).reply() instanceof Reply.Data data
                ? StoredEntry.of(data.value(), null)
                : StoredEntry.empty();
    }

    /** Parses the outcome of {@code acquire.lua}. */
    static AcquireResult acquired(BatchedCallResult outcome) {
        try {
            return outcome instanceof BatchedCallResult.Failed failed
                    ? new AcquireResult.Failed(failed.reason())
                    : acquired(((BatchedCallResult.Replied) outcome).reply());
        } catch (StoreRejectedException unexpected) {
            return new AcquireResult.Failed(unexpected);
        }
    }

    /** Parses the outcome of {@code store_loaded.lua}. */
    static StoreResult stored(BatchedCallResult outcome) {
        try {
            if (outcome instanceof BatchedCallResult.Failed failed) {
                return new StoreResult.Failed(failed.reason());
            }
            boolean stored = ReplyValues.number(((BatchedCallResult.Replied) outcome).reply()) == 1;
            return stored ? new StoreResult.Stored() : new StoreResult.Superseded();
        } catch (StoreRejectedException unexpected) {
            return new StoreResult.Failed(unexpected);
        }
    }

    private static AcquireResult acquired(Reply reply) {
        if (reply instanceof Reply.Array array && !array.elements().isEmpty()) {
            List<Reply> elements = array.elements();
            long kind = ReplyValues.number(elements.get(0));
            if (kind == 0) {
                return new AcquireResult.Granted();
            }
            if (kind == 1) {
                return new AcquireResult.Held(
                        Duration.ofMillis(Math.min(Math.max(1, ReplyValues.number(elements.get(1))), MAX_MILLIS)));
            }
            if (kind == 2) {
                return new AcquireResult.Present();
            }
        }
        throw ReplyValues.unexpected(reply, "the state of an entry");
    }

    /**
     * Returns the remaining time to live, from one millisecond to 200 years for an existing key; null if it does not
     * expire.
     */
    private static @Nullable Duration left(long millis) {
        return millis == FOR_EVER ? null : Duration.ofMillis(Math.min(Math.max(1, millis), MAX_MILLIS));
    }
}
