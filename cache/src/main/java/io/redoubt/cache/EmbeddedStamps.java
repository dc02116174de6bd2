package io.redoubt.cache;

import io.redoubt.api.Ttl;
import io.redoubt.cache.RegionCells.Sighting;
import io.redoubt.cache.RegionCells.Stamps;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.caffeine.Timed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The stamps of a region in this process. Thread-safe: whoever touches several of them holds the lock, which nothing that blocks is
 * done under.
 */
final class EmbeddedStamps {

    private final LocalStore<byte[]> store;
    private final RegionKeys keys;
    private final LongSupplier micros;
    private final ReentrantLock together = new ReentrantLock();

    /** What was lost by eviction still counts, so that stamps grow whatever the clock does. */
    private long greatest;

    EmbeddedStamps(LocalStore<byte[]> store, RegionKeys keys, LongSupplier micros) {
        this.store = store;
        this.keys = keys;
        this.micros = micros;
    }

    @Nullable
    Stamp guard() {
        return stamp(keys.guard());
    }

    Sighting look(Collection<String> tags) {
        Map<String, String> stamps = keys.tags(tags);
        together.lock();
        try {
            Map<String, Stamp> found = new LinkedHashMap<>();
            stamps.forEach((tag, key) -> {
                Stamp stamp = stamp(key);
                if (stamp != null) {
                    found.put(tag, stamp);
                }
            });
            return new Sighting(guard(), stamp(keys.region()), found);
        } finally {
            together.unlock();
        }
    }

    Stamps stamps(Collection<String> tags, Duration keep) {
        Map<String, String> stamps = keys.tags(tags);
        together.lock();
        try {
            Stamp fresh = next();
            Stamp guard = kept(keys.guard(), fresh, keep);
            Stamp region = kept(keys.region(), fresh, keep);
            Map<String, Stamp> found = new LinkedHashMap<>();
            stamps.forEach((tag, key) -> found.put(tag, kept(key, fresh, keep)));
            return new Stamps(guard, region, found);
        } finally {
            together.unlock();
        }
    }

    void invalidateTags(Collection<String> tags, Duration keep) {
        replace(keys.tags(tags).values(), keep);
    }

    void clear(Duration keep) {
        replace(List.of(keys.region()), keep);
    }

    private void replace(Collection<String> stamps, Duration keep) {
        together.lock();
        try {
            List<String> all = new ArrayList<>(stamps);
            all.add(keys.guard());
            byte[] fresh = next().bytes();
            all.forEach(key -> store.change(key, old -> new Timed<>(fresh, longer(old, keep))));
        } finally {
            together.unlock();
        }
    }

    /** The stamp that is there, or else the fresh one from now on. */
    private Stamp kept(String key, Stamp fresh, Duration keep) {
        Stamp there = stamp(key);
        Stamp stamp = there == null ? fresh : there;
        store.change(key, old -> new Timed<>(stamp.bytes(), longer(old, keep)));
        return stamp;
    }

    /** A stamp that is greater than all there ever were. */
    private Stamp next() {
        greatest = Math.max(greatest + 1, micros.getAsLong());
        return new Stamp(greatest, Mark.digits(ThreadLocalRandom.current()));
    }

    private @Nullable Stamp stamp(String key) {
        return Stamp.parse(store.get(key));
    }

    /** A stamp is never kept shorter than somebody else needs it. */
    private static Ttl longer(@Nullable Timed<byte[]> old, Duration keep) {
        return old != null
                        && old.left() instanceof Ttl.Expiring left
                        && left.duration().compareTo(keep) > 0
                ? left
                : EmbeddedRegionCells.ttl(keep);
    }
}
