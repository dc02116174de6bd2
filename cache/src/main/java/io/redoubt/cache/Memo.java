package io.redoubt.cache;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The stamps that were seen under the newest guard. While the guard is the same nothing has been invalidated, so they need not be
 * read again. Thread-safe; bounded.
 */
final class Memo {

    /** How many tags are remembered; beyond that it begins anew. */
    static final int MOST_TAGS = 10_000;

    /** Whether a value has been invalidated. */
    enum Verdict {
        VALID,
        INVALID,
        UNKNOWN
    }

    private final AtomicReference<@Nullable Seen> newest = new AtomicReference<>();

    /** What can be said of a value without a look at the stamps. */
    Verdict of(Header header, @Nullable Stamp guard) {
        if (guard == null) {
            return Verdict.INVALID;
        }
        if (guard.equals(header.guard())) {
            return Verdict.VALID;
        }
        Seen seen = newest.get();
        return seen == null || !seen.guard.equals(guard) ? Verdict.UNKNOWN : seen.of(header);
    }

    /** Remembers what was seen together. */
    void note(@Nullable Stamp guard, @Nullable Stamp region, Map<String, Stamp> tags) {
        if (guard == null || region == null) {
            return;
        }
        Seen seen = newest.updateAndGet(old -> old == null || old.isBefore(guard) ? new Seen(guard, region) : old);
        if (seen != null && seen.guard.equals(guard)) {
            if (seen.tags.size() + tags.size() > MOST_TAGS) {
                seen.tags.clear();
            }
            seen.tags.putAll(tags);
        }
    }

    private record Seen(Stamp guard, Stamp region, Map<String, Stamp> tags) {

        Seen(Stamp guard, Stamp region) {
            this(guard, region, new ConcurrentHashMap<>());
        }

        boolean isBefore(Stamp other) {
            return !guard.equals(other) && guard.number() <= other.number();
        }

        Verdict of(Header header) {
            if (!region.equals(header.region())) {
                return Verdict.INVALID;
            }
            boolean unknown = false;
            for (Map.Entry<String, Stamp> tag : header.tags().entrySet()) {
                Stamp now = tags.get(tag.getKey());
                if (now != null && !Objects.equals(now, tag.getValue())) {
                    return Verdict.INVALID;
                }
                unknown |= now == null;
            }
            return unknown ? Verdict.UNKNOWN : Verdict.VALID;
        }
    }
}
