package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.CodecException;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.cache.BacklogFullException;
import io.redoubt.api.cache.BatchWriter;
import io.redoubt.api.cache.BulkContextLoader;
import io.redoubt.api.cache.ContextLoader;
import io.redoubt.api.cache.DeadLetter;
import io.redoubt.api.cache.PendingWrite;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.api.cache.WriteBehindStatistics;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Write-behind queue that stores accepted writes and lets background threads apply them to the data source. There is
 * one worker thread per shard.
 */
final class DefaultWriteBehind<K, V> implements WriteBehind<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultWriteBehind.class);
    private static final int MAX_DEAD_LETTERS = 10_000;

    private final RegionSpec<K, V> spec;
    private final WriteBehindSettings settings;
    private final Region<K, V> region;
    private final PendingWriteStore pendingWrites;
    private final PendingWriteCodec<K, V> writeCodec;
    private final LogThrottle throttle;
    private final WriteBehindCounters counters = new WriteBehindCounters();
    private final PendingAwareLoader<K, V> pendingAware = new PendingAwareLoader<>(this::lookup, this::decode);
    private final ClosableGate closeGuard;
    private final ShardWorkers workers;
    private final Consumer<String> onClosed;

    DefaultWriteBehind(
            RegionSpec<K, V> spec,
            WriteBehindSettings settings,
            Region<K, V> region,
            BatchWriter<K, V> writer,
            PendingWriteStore pendingWrites,
            PendingWriteCodec<K, V> writeCodec,
            LogThrottle throttle,
            LogThrottle deadLetterThrottle,
            Consumer<String> onClosed) {
        this.spec = spec;
        this.settings = settings;
        this.region = region;
        this.pendingWrites = pendingWrites;
        this.writeCodec = writeCodec;
        this.throttle = throttle;
        this.onClosed = onClosed;
        this.closeGuard = new ClosableGate(spec.name());
        LeaseRenewer leaseRenewer = new LeaseRenewer(pendingWrites, spec.name(), settings.lease());
        ShardWorkerContext<K, V> context = new ShardWorkerContext<>(
                spec.name(),
                settings,
                region,
                writer,
                pendingWrites,
                writeCodec,
                leaseRenewer,
                counters,
                throttle,
                deadLetterThrottle);
        this.workers = new ShardWorkers(
                spec.name(),
                IntStream.range(0, settings.shards())
                        .mapToObj(shard -> new ShardWorker<>(shard, context))
                        .toList(),
                leaseRenewer);
    }

    void start() {
        workers.start();
    }

    @Override
    public long put(K key, V value) {
        String keyText = spec.text(key);
        return enqueue(key, keyText, writeCodec.encodeValue(keyText, value));
    }

    @Override
    public long remove(K key) {
        return enqueue(key, spec.text(key), writeCodec.encodeRemoval());
    }

    private long enqueue(K key, String keyText, byte[] body) {
        ShardedKey shardedKey = ShardedKey.of(spec.name(), keyText, settings.shards());
        EnqueueResult result =
                closeGuard.runIfOpen(() -> pendingWrites.enqueue(shardedKey, body, settings.depthOfShard()));
        if (result instanceof EnqueueResult.Full full) {
            counters.refused();
            throw new BacklogFullException("write-behind '" + spec.name() + "' did not accept a write of '" + keyText
                    + "': " + full.depth() + " keys of its shard wait to be written. Write less, or raise maxDepth;"
                    + " statistics() tells whether the source takes anything");
        }
        counters.accepted();
        workers.wake(shardedKey.shard());
        try {
            region.invalidate(key);
        } catch (RedoubtException e) {
            // The write was accepted. The region repeats the invalidation, and the worker that writes it
            // invalidates again.
            throttle.pass(leftOut -> {
                LOG.warn(
                        "write-behind {}: the region's value of key {} is invalidated later: {}{}",
                        spec.name(),
                        spec.template(),
                        FailureMessageRedactor.reasonOf(e),
                        leftOut);
                FailureMessageRedactor.logStack(LOG, e);
            });
        }
        return ((EnqueueResult.Accepted) result).id();
    }

    @Override
    public Optional<PendingWrite<K, V>> pending(K key) {
        PendingWriteLookupResult found = lookup(List.of(key)).get(0);
        if (found instanceof PendingWriteLookupResult.Failed failed) {
            throw failed.reason();
        }
        return decode(key, found);
    }

    private List<PendingWriteLookupResult> lookup(List<K> keys) {
        return pendingWrites.pending(keys.stream()
                .map(key -> ShardedKey.of(spec.name(), spec.text(key), settings.shards()))
                .toList());
    }

    private Optional<PendingWrite<K, V>> decode(K key, PendingWriteLookupResult found) {
        if (!(found instanceof PendingWriteLookupResult.Found encoded)) {
            return Optional.empty();
        }
        try {
            return Optional.of(writeCodec.decode(key, encoded.write()));
        } catch (CodecException e) {
            return Optional.empty(); // encoded by another version; the shard's worker will report it
        }
    }

    @Override
    public ContextLoader<K, V> reading(ContextLoader<? super K, ? extends V> loader) {
        return (key, context) -> pendingAware.load(key, context, loader);
    }

    @Override
    public BulkContextLoader<K, V> readingAll(BulkContextLoader<K, ? extends V> loader) {
        return (keys, context) -> pendingAware.loadAll(keys, context, loader);
    }

    @Override
    public WriteBehindStatistics statistics() {
        return counters.statistics(pendingWrites.states());
    }

    @Override
    public List<DeadLetter> deadLetters(int max) {
        RangeValidation.required("the number of dead letters", max, 1, MAX_DEAD_LETTERS);
        return pendingWrites.deadLetters(max);
    }

    @Override
    public int retryDeadLetters() {
        int retried = pendingWrites.retryDeadLetters(settings.depthOfShard());
        workers.wakeAll();
        return retried;
    }

    /** Stops accepting writes and starts to stop the threads. Idempotent. */
    void beginClosing() {
        closeGuard.close();
        workers.beginClosing();
    }

    @Override
    public void close() {
        beginClosing();
        workers.close(settings.drainWithin());
        onClosed.accept(spec.name());
    }
}
