package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.Ttl;
import io.redoubt.cache.internal.region.TagVersionStore.FoundVersions;
import io.redoubt.cache.internal.region.TagVersionStore.Versions;
import io.redoubt.caffeine.LocalStore;
import io.redoubt.caffeine.ValueWithRemainingTtl;
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
 * In-memory storage for the versions of cache tags; a tag gets a new version whenever it is invalidated. Replacing the
 * version of a tag invalidates all cache entries with that tag. It also keeps the versions of the region itself.
 * Thread-safe: an operation on several versions holds the lock, under which nothing blocks.
 */
final class EmbeddedTagVersionStore implements TagVersionStore {

    private final LocalStore<byte[]> store;
    private final RegionKeys keys;
    private final LongSupplier micros;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * The greatest number ever used, including those of evicted versions, so that numbers grow whatever the clock
     * does.
     */
    private long greatest;

    EmbeddedTagVersionStore(LocalStore<byte[]> store, RegionKeys keys, LongSupplier micros) {
        this.store = store;
        this.keys = keys;
        this.micros = micros;
    }

    @Nullable
    TagVersion regionVersion() {
        return version(keys.regionVersion());
    }

    @Override
    public FoundVersions findVersions(Collection<String> tags) {
        RedoubtInterruptedException.throwIfInterrupted("region");
        Map<String, String> versionKeys = keys.tags(tags);
        lock.lock();
        try {
            Map<String, TagVersion> found = new LinkedHashMap<>();
            versionKeys.forEach((tag, key) -> {
                TagVersion version = version(key);
                if (version != null) {
                    found.put(tag, version);
                }
            });
            return new FoundVersions(regionVersion(), version(keys.clearVersion()), found);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Versions getOrCreateVersions(Collection<String> tags, Duration retention) {
        RedoubtInterruptedException.throwIfInterrupted("region");
        Map<String, String> versionKeys = keys.tags(tags);
        lock.lock();
        try {
            TagVersion fresh = next();
            TagVersion regionVersion = getOrCreate(keys.regionVersion(), fresh, retention);
            TagVersion clearVersion = getOrCreate(keys.clearVersion(), fresh, retention);
            Map<String, TagVersion> found = new LinkedHashMap<>();
            versionKeys.forEach((tag, key) -> found.put(tag, getOrCreate(key, fresh, retention)));
            return new Versions(regionVersion, clearVersion, found);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void invalidateTags(Collection<String> tags, Duration retention) {
        RedoubtInterruptedException.throwIfInterrupted("region");
        replace(keys.tags(tags).values(), retention);
    }

    @Override
    public void clear(Duration retention) {
        RedoubtInterruptedException.throwIfInterrupted("region");
        replace(List.of(keys.clearVersion()), retention);
    }

    private void replace(Collection<String> versionKeys, Duration retention) {
        lock.lock();
        try {
            List<String> all = new ArrayList<>(versionKeys);
            all.add(keys.regionVersion());
            byte[] fresh = next().bytes();
            all.forEach(key -> store.change(key, old -> new ValueWithRemainingTtl<>(fresh, longer(old, retention))));
        } finally {
            lock.unlock();
        }
    }

    /** Returns the stored version, or stores the fresh one. */
    private TagVersion getOrCreate(String key, TagVersion fresh, Duration retention) {
        TagVersion there = version(key);
        TagVersion version = there == null ? fresh : there;
        store.change(key, old -> new ValueWithRemainingTtl<>(version.bytes(), longer(old, retention)));
        return version;
    }

    /** Returns a version with a greater number than any before. */
    private TagVersion next() {
        greatest = Math.max(greatest + 1, micros.getAsLong());
        return new TagVersion(greatest, EntryVersion.randomDigits(ThreadLocalRandom.current()));
    }

    private @Nullable TagVersion version(String key) {
        return TagVersion.parse(store.get(key));
    }

    /**
     * Returns the longer of the remaining and the requested time to live, so that a version is never kept for less
     * time than another caller needs it.
     */
    private static Ttl longer(@Nullable ValueWithRemainingTtl<byte[]> old, Duration retention) {
        return old != null
                        && old.left() instanceof Ttl.Expiring left
                        && left.duration().compareTo(retention) > 0
                ? left
                : EmbeddedEntryStore.ttl(retention);
    }
}
