package io.redoubt.cache;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.cache.Load;
import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.redis.core.LogThrottle;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A region that loads what is missing, once for all who miss it at the same time. */
final class LoadingRegion<K, V> implements Region<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(LoadingRegion.class);
    private static final Duration MOST_WAIT = Duration.ofSeconds(30);

    private final RegionSpec<K, V> spec;
    private final RegionEntries<V> entries;
    private final LogThrottle throttle;
    private final Flights<V> flights = new Flights<>();

    LoadingRegion(RegionSpec<K, V> spec, RegionEntries<V> entries, LogThrottle throttle) {
        this.spec = spec;
        this.entries = entries;
        this.throttle = throttle;
    }

    @Override
    public io.redoubt.api.cache.Fetched<V> fetch(K key, Loader<K, ? extends V> loader) {
        return new io.redoubt.api.cache.Fetched<>(get(key, loader), io.redoubt.api.cache.Fetched.Origin.CACHED);
    }

    @Override
    public java.util.Map<K, V> getAll(
            java.util.Collection<? extends K> keys, io.redoubt.api.cache.BulkLoader<K, ? extends V> loader) {
        throw new UnsupportedOperationException();
    }

    @Override
    public io.redoubt.api.cache.Lookup<V> lookup(K key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void expire(K key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void invalidateTags(java.util.Collection<String> tags) {
        throw new UnsupportedOperationException();
    }

    @Override
    public io.redoubt.api.cache.Warming warming(io.redoubt.api.cache.WarmPlan<K, V> plan) {
        throw new UnsupportedOperationException();
    }

    @Override
    public io.redoubt.api.cache.HotKeys hotKeys(int most) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
        throw new UnsupportedOperationException();
    }

    @Override
    public io.redoubt.api.cache.AsyncRegion<K, V> async() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable V get(K key, Loader<K, ? extends V> loader) {
        String entry = spec.entry(key);
        int landings = flights.landings(entry);
        Optional<V> found = entries.find(entry);
        return found.isPresent() ? found.get() : miss(key, entry, landings, loader);
    }

    @Override
    public void put(K key, V value, String... tags) {
        String entry = spec.entry(key);
        flights.overtake(entry);
        entries.store(entry, value);
        // A load that began in the meantime is no longer the newest there is, and must not be joined.
        flights.overtake(entry);
    }

    @Override
    public void invalidate(K key) {
        String entry = spec.entry(key);
        flights.overtake(entry);
        entries.remove(entry);
        flights.overtake(entry);
    }

    private @Nullable V miss(K key, String entry, int landings, Loader<K, ? extends V> loader) {
        Flight<V> mine = new Flight<>();
        Flight<V> other = flights.begin(entry, mine);
        if (other != null) {
            return other.await(entry, MOST_WAIT);
        }
        try {
            // Another load ended between our read and our turn: its value may be there now.
            Optional<V> late = landings == flights.landings(entry) ? Optional.empty() : entries.find(entry);
            @Nullable V value = late.isPresent() ? late.get() : load(key, entry, mine, loader);
            mine.succeeded(value);
            return value;
        } catch (Throwable failure) {
            mine.failed(failure);
            throw failure;
        } finally {
            flights.end(entry, mine);
        }
    }

    private @Nullable V load(K key, String entry, Flight<V> flight, Loader<K, ? extends V> loader) {
        entries.countLoad();
        V value;
        try {
            value = loader.load(new KeyLoad<K>(key));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadFailedException("interrupted while loading '" + entry + "'", e);
        } catch (Exception e) {
            throw Failure.rethrown(entry, e);
        }
        if (value != null) {
            flight.store(() -> storeOrLog(entry, value));
        }
        return value;
    }

    private void storeOrLog(String entry, V value) {
        try {
            entries.store(entry, value);
        } catch (RedoubtException e) {
            // The caller asked for the value and has it; the next one loads it again.
            throttle.pass(leftOut -> LOG.warn(
                    "region {}: a loaded value could not be stored ({}){}",
                    spec.name(),
                    e.getClass().getSimpleName(),
                    leftOut));
        }
    }

    private record KeyLoad<K>(K key) implements Load<K> {
        @Override
        public void tags(String... tags) {}

        @Override
        public void ttl(java.time.Duration ttl) {}

        @Override
        public void doNotStore() {}
    }
}
