package io.redoubt.cache.internal.region;

import io.redoubt.cache.internal.region.EntryStore.AcquireRequest;
import io.redoubt.cache.internal.region.EntryStore.AcquireResult;
import io.redoubt.tck.backend.Backend;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base class of the contracts of a {@link EntryStore}. */
abstract class RegionStoreContract {

    private Backend backend;
    private RegionStoreFixture fixture;

    /** Returns the backend for one test. */
    abstract Backend newBackend();

    @BeforeEach
    void open() {
        backend = newBackend();
        fixture = RegionStoreFixture.on(backend, "things");
    }

    @AfterEach
    void close() {
        backend.close();
    }

    final Backend backend() {
        return backend;
    }

    final EntryStore store() {
        return fixture.store();
    }

    final RegionKeys keys() {
        return fixture.keys();
    }

    final ForeignClient foreignClient() {
        return fixture.foreignClient();
    }

    final StoredEntry storedEntry(String entry) {
        return store().read(List.of(entry)).entries().get(0);
    }

    final String text(String entry) {
        return Samples.text(storedEntry(entry).bytes());
    }

    final AcquireResult acquire(
            String entry, EntryVersion marker, @Nullable ContentFingerprint replace, Duration lease) {
        return store().acquire(List.of(new AcquireRequest(entry, marker, replace)), lease)
                .get(0);
    }

    final AcquireResult acquire(String entry, EntryVersion marker) {
        return acquire(entry, marker, null, Samples.HOUR);
    }

    final void put(String entry, byte[] envelope, Duration ttl) {
        store().putAll(Map.of(entry, new EncodedEntry(envelope, ttl)));
    }

    final boolean remove(String entry) {
        return store().removeAll(List.of(entry)).changed() == 1;
    }

    final boolean storeLoaded(String entry, EntryVersion expected, byte[] value) {
        return storeLoaded(entry, expected, value, null);
    }

    final boolean storeLoaded(String entry, EntryVersion expected, byte[] value, @Nullable EntryVersion refreshOwner) {
        return store().storeLoaded(
                                List.of(new ConditionalEntryWrite(entry, expected, value, Samples.HOUR, refreshOwner)))
                        .get(0)
                instanceof EntryStore.StoreResult.Stored;
    }
}
