package io.redoubt.cache.internal.region;

import io.redoubt.api.CodecException;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.cache.internal.store.ValueCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reader that fetches cache entries from the {@link EntryStore} of a region and checks whether the entries are still
 * valid. Thread-safe.
 */
final class StoredEntryReader<V> {

    private final SharedRegionState shared;
    private final TypeRef<V> type;
    private final int schema;
    private final Duration lease;
    private final ValueCodec values;
    private final @Nullable NearCache<V> near;
    private final boolean watching;
    /** What a caller needs that does not ask for the age of a value. */
    private final EntryStore.Detail leastDetail;

    /**
     * Creates a reader.
     *
     * @param near the near cache in which values are kept that were read; null for none
     */
    StoredEntryReader(SharedRegionState shared, RegionSpec<?, V> spec, ValueCodec values, @Nullable NearCache<V> near) {
        this.shared = shared;
        this.type = spec.type();
        this.schema = spec.schemaVersion();
        this.lease = LoadPermitCoordinator.leaseOf(spec);
        this.watching = spec.isWatchingInvalidations();
        boolean needsTtl = near != null || !spec.grace().isZero() || spec.refreshAhead() > 0;
        this.leastDetail = needsTtl ? EntryStore.Detail.BYTES_AND_TTL : EntryStore.Detail.BYTES;
        this.values = values;
        this.near = near;
    }

    /**
     * Reads entries and returns one result for each, in the same order. Takes one round trip, or two if versions
     * have to be read.
     */
    Results<V> read(List<String> entries) {
        return read(entries, EntryStore.Detail.BYTES_AND_TTL);
    }

    /** Reads entries as {@link #read} does, for a caller that does not need the ages of the values. */
    Results<V> readWithoutAges(List<String> entries) {
        return read(entries, leastDetail);
    }

    private Results<V> read(List<String> entries, EntryStore.Detail detail) {
        while (true) {
            long lateInvalidations = shared.retryQueue().lateInvalidations();
            NearFill<V> fill = beginRead();
            Results<V> read = readOnce(entries, detail, fill);
            if (lateInvalidations == shared.retryQueue().lateInvalidations()) {
                fill.keep(entries, read.results());
                return read;
            }
        }
    }

    private NearFill<V> beginRead() {
        if (near != null) {
            return near.beginRead();
        }
        return watching ? NearFill.watching(shared.tracker()) : NearFill.none();
    }

    /** Reads entries from the store, without the region version, which is known. */
    private EntryStore.StoredEntries stored(List<String> entries, EntryStore.Detail detail, TagVersion watched) {
        List<StoredEntry> stored = shared.entries().readEntries(entries, detail);
        if (detail == EntryStore.Detail.BYTES && stored.stream().anyMatch(StoredEntry::dependsOnTtl)) {
            // Another Region object of this name may have stored values that are stale before they end.
            stored = shared.entries().readEntries(entries, EntryStore.Detail.BYTES_AND_TTL);
        }
        return new EntryStore.StoredEntries(stored, watched, null);
    }

    private Results<V> readOnce(List<String> entries, EntryStore.Detail detail, NearFill<V> fill) {
        List<String> trusted =
                entries.stream().filter(shared.retryQueue()::trustsEntry).toList();
        Map<String, ReadResult<V>> results = new LinkedHashMap<>();
        TagVersion regionVersion = null;
        if (!trusted.isEmpty()) {
            try {
                TagVersion watched = watching ? shared.tracker().watchedVersion() : null;
                if (watched != null) {
                    regionVersion = watched;
                    results = results(trusted, stored(trusted, detail, watched), watched, fill);
                }
                // What is invalid by a watched version may be newer than its last report.
                if (watched == null || results.values().stream().anyMatch(StoredEntryReader::isReplaceable)) {
                    EntryStore.StoredEntries found = shared.entries().read(trusted);
                    regionVersion = found.versionFailure() == null ? fill.versionRead(found.regionVersion()) : null;
                    results = results(trusted, found, regionVersion, fill);
                }
            } catch (StoreUnavailableException | StoreRejectedException e) {
                for (String entry : trusted) {
                    results.put(entry, ReadResult.Unavailable.unread(e));
                }
            }
        }
        List<ReadResult<V>> inOrder = new ArrayList<>(entries.size());
        for (String entry : entries) {
            ReadResult<V> result = results.get(entry);
            inOrder.add(
                    result == null
                            ? ReadResult.Unavailable.untrusted(
                                    shared.retryQueue().untrusted())
                            : result);
        }
        return new Results<>(inOrder, regionVersion);
    }

    private static boolean isReplaceable(ReadResult<?> result) {
        return result instanceof ReadResult.Absent<?> absent && absent.replace() != null;
    }

    private Map<String, ReadResult<V>> results(
            List<String> entries,
            EntryStore.StoredEntries found,
            @Nullable TagVersion regionVersion,
            NearFill<V> fill) {
        RedoubtException versionFailure = found.versionFailure();
        Map<String, ReadResult<V>> results = new LinkedHashMap<>();
        Map<String, UnverifiedEntry> unverified = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i);
            StoredEntry stored = found.entries().get(i);
            StoredEntry.Content content = stored.content();
            if (content instanceof StoredEntry.Unread unread) {
                results.put(entry, ReadResult.Unavailable.unread(unread.reason()));
            } else if (versionFailure != null && !(content instanceof StoredEntry.PlainValue)) {
                // Whether it is valid cannot be told, nor can a value be stored.
                results.put(entry, ReadResult.Unavailable.untrusted(versionFailure));
            } else if (content instanceof StoredEntry.Value value
                    && value.header().schema() == schema
                    && shared.versions().validityOf(value.header(), regionVersion)
                            == TagVersionCache.Validity.UNKNOWN) {
                unverified.put(entry, new UnverifiedEntry(stored, value));
            } else {
                results.put(entry, verified(entry, stored, content, regionVersion, fill));
            }
        }
        if (!unverified.isEmpty()) {
            verifyVersions(unverified, results, fill);
        }
        return results;
    }

    private ReadResult<V> verified(
            String entry,
            StoredEntry stored,
            StoredEntry.Content content,
            @Nullable TagVersion regionVersion,
            NearFill<V> fill) {
        if (content instanceof StoredEntry.Value value) {
            boolean valid = value.header().schema() == schema
                    && shared.versions().validityOf(value.header(), regionVersion) == TagVersionCache.Validity.VALID;
            return valid ? usable(entry, stored, value, regionVersion, fill) : replaceable(value);
        }
        if (content instanceof StoredEntry.LoadMarker marker) {
            Duration left = stored.left();
            // Another program has given this marker more time than a lease, or no end. Loaders do not wait for it.
            return left == null || left.compareTo(lease) > 0
                    ? new ReadResult.Absent<>(null)
                    : new ReadResult.Loading<>(marker.version(), left);
        }
        byte[] bytes = stored.bytes();
        if (bytes == null) {
            return new ReadResult.Absent<>(null);
        }
        Optional<V> read = content instanceof StoredEntry.PlainValue
                ? values.read(bytes, type)
                : values.unreadable(
                        bytes, type, new CodecException("its header is in no format that this version knows", null));
        Duration left = stored.left();
        long fresh = left == null ? Long.MAX_VALUE : left.toNanos();
        ReadResult<V> result = read.<ReadResult<V>>map(
                        value -> new ReadResult.Value<>(value, null, Optional.empty(), fresh, Duration.ZERO))
                .orElseGet(() -> new ReadResult.Absent<>(ContentFingerprint.of(bytes)));
        fill.add(entry, result, null, bytes, null);
        return result;
    }

    private void verifyVersions(
            Map<String, UnverifiedEntry> unverified, Map<String, ReadResult<V>> results, NearFill<V> fill) {
        Map<String, UnverifiedEntry> batch = new LinkedHashMap<>();
        Set<String> tags = new LinkedHashSet<>();
        for (Map.Entry<String, UnverifiedEntry> each : unverified.entrySet()) {
            Set<String> more = each.getValue().value.header().tags().keySet();
            if (tags.size() + more.size() > TagVersionStore.MAX_TAGS) {
                verifyBatch(batch, tags, results, fill);
                batch.clear();
                tags.clear();
            }
            batch.put(each.getKey(), each.getValue());
            tags.addAll(more);
        }
        verifyBatch(batch, tags, results, fill);
    }

    private void verifyBatch(
            Map<String, UnverifiedEntry> batch,
            Set<String> tags,
            Map<String, ReadResult<V>> results,
            NearFill<V> fill) {
        try {
            TagVersionStore.FoundVersions now = shared.versions().find(tags);
            TagVersion regionVersion = fill.versionRead(now.regionVersion());
            batch.forEach((entry, each) -> results.put(
                    entry,
                    each.isValid(now)
                            ? usable(entry, each.stored, each.value, regionVersion, fill)
                            : replaceable(each.value)));
        } catch (StoreUnavailableException | StoreRejectedException e) {
            batch.keySet().forEach(entry -> results.put(entry, ReadResult.Unavailable.untrusted(e)));
        }
    }

    private ReadResult<V> usable(
            String entry,
            StoredEntry stored,
            StoredEntry.Value content,
            @Nullable TagVersion regionVersion,
            NearFill<V> fill) {
        EntryMetadata header = content.header();
        if (!shared.retryQueue().trustsTags(header.tags().keySet())) {
            return ReadResult.Unavailable.untrusted(shared.retryQueue().untrusted());
        }
        Duration left = stored.left();
        long fresh =
                left == null ? Long.MAX_VALUE : left.toNanos() - header.grace().toNanos();
        ReadResult<V> result = header.negative()
                ? new ReadResult.Value<>(null, header.version(), header.age(left), fresh, header.cost())
                : values.read(content.payload(), type)
                        .<ReadResult<V>>map(value ->
                                new ReadResult.Value<>(value, header.version(), header.age(left), fresh, header.cost()))
                        .orElseGet(() -> replaceable(content));
        fill.add(entry, result, header, content.payload(), regionVersion);
        return result;
    }

    private ReadResult<V> replaceable(StoredEntry.Value value) {
        return new ReadResult.Absent<>(ContentFingerprint.of(value.header().version()));
    }

    /**
     * Results of reading several entries together, in the requested order.
     *
     * @param regionVersion null if there is none, or if the store did not answer
     */
    record Results<V>(List<ReadResult<V>> results, @Nullable TagVersion regionVersion) {}

    /** A value whose versions have to be read from the store. */
    private record UnverifiedEntry(StoredEntry stored, StoredEntry.Value value) {

        boolean isValid(TagVersionStore.FoundVersions now) {
            return now.regionVersion() != null
                    && value.header().clearVersion().equals(now.clearVersion())
                    && value.header().tags().entrySet().stream()
                            .allMatch(tag -> tag.getValue().equals(now.tags().get(tag.getKey())));
        }
    }
}
