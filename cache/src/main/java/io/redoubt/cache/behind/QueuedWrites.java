package io.redoubt.cache.behind;

import io.redoubt.api.CodecException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.cache.BacklogFullException;
import io.redoubt.api.cache.BulkLoader;
import io.redoubt.api.cache.DeadLetter;
import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.Write;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindPolicy;
import io.redoubt.api.cache.WriteBehindSpec;
import io.redoubt.api.cache.WriteBehindStatistics;
import io.redoubt.api.cache.Writer;
import io.redoubt.redis.core.LogThrottle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Write-behind: accepts into the backlog, and has the threads of its shards write what waits there. */
final class QueuedWrites<K, V> implements WriteBehind<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(QueuedWrites.class);
    private static final int MOST_DEAD_LETTERS = 10_000;

    private final WriteBehindSpec<K, V> spec;
    private final WriteBehindPolicy policy;
    private final Region<K, V> region;
    private final Backlog backlog;
    private final Bodies<K, V> bodies;
    private final LogThrottle throttle;
    private final Tally tally = new Tally();
    private final PendingFirst<K, V> first = new PendingFirst<>(this::pendingOf);
    private final Entrance entrance;
    private final Drainers drainers;
    private final Consumer<String> whenClosed;

    QueuedWrites(
            WriteBehindSpec<K, V> spec,
            Region<K, V> region,
            Writer<K, V> writer,
            Backlog backlog,
            Bodies<K, V> bodies,
            LogThrottle throttle,
            LogThrottle givenUp,
            Consumer<String> whenClosed) {
        this.spec = spec;
        this.policy = spec.policy();
        this.region = region;
        this.backlog = backlog;
        this.bodies = bodies;
        this.throttle = throttle;
        this.whenClosed = whenClosed;
        this.entrance = new Entrance(spec.name());
        Keeper keeper = new Keeper(backlog, spec.name(), policy.lease());
        Drainage<K, V> shared = new Drainage<>(spec, region, writer, backlog, bodies, keeper, tally, throttle, givenUp);
        this.drainers = new Drainers(
                spec.name(),
                IntStream.range(0, policy.shards())
                        .mapToObj(shard -> new Drainer<>(shard, shared))
                        .toList(),
                keeper);
    }

    void start() {
        drainers.start();
    }

    @Override
    public long put(K key, V value) {
        String entry = spec.text(key);
        return accept(key, entry, bodies.value(entry, value));
    }

    @Override
    public long remove(K key) {
        return accept(key, spec.text(key), bodies.removal());
    }

    private long accept(K key, String entry, byte[] body) {
        Place place = Place.of(spec.name(), entry, policy.shards());
        Acceptance acceptance = entrance.pass(() -> backlog.accept(place, body, policy.depthOfShard()));
        if (acceptance instanceof Acceptance.Full full) {
            tally.refused();
            throw new BacklogFullException("write-behind '" + spec.name() + "' did not accept a write of '" + entry
                    + "': " + full.depth() + " keys of its shard wait to be written. Write less, or raise maxDepth;"
                    + " statistics() tells whether the source takes anything");
        }
        tally.accepted();
        drainers.ring(place.shard());
        try {
            region.invalidate(key);
        } catch (RedoubtException e) {
            // It was accepted. The region repeats the invalidation, and so does whoever writes this.
            throttle.pass(leftOut -> LOG.warn(
                    "write-behind {}: a value in the region is invalidated later ({}){}",
                    spec.name(),
                    e.getClass().getSimpleName(),
                    leftOut));
        }
        return ((Acceptance.Accepted) acceptance).id();
    }

    @Override
    public Optional<Write<K, V>> pending(K key) {
        return pendingOf(List.of(key)).get(0);
    }

    private List<Optional<Write<K, V>>> pendingOf(List<K> keys) {
        List<Place> places = keys.stream()
                .map(key -> Place.of(spec.name(), spec.text(key), policy.shards()))
                .toList();
        List<@Nullable Queued> waiting = backlog.pending(places);
        List<Optional<Write<K, V>>> writes = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            writes.add(read(keys.get(i), waiting.get(i)));
        }
        return writes;
    }

    private Optional<Write<K, V>> read(K key, @Nullable Queued queued) {
        if (queued == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(bodies.write(key, queued));
        } catch (CodecException e) {
            return Optional.empty(); // of another version; its drainer will say so
        }
    }

    @Override
    public Loader<K, V> reading(Loader<K, ? extends V> loader) {
        return load -> first.load(load, loader);
    }

    @Override
    public BulkLoader<K, V> readingAll(BulkLoader<K, ? extends V> loader) {
        return load -> first.loadAll(load, loader);
    }

    @Override
    public WriteBehindStatistics statistics() {
        return tally.with(backlog.states());
    }

    @Override
    public List<DeadLetter> deadLetters(int most) {
        if (most < 1 || most > MOST_DEAD_LETTERS) {
            throw new InvalidInputException("ask for 1 to " + MOST_DEAD_LETTERS + " dead letters, not " + most);
        }
        return backlog.deadLetters(most);
    }

    @Override
    public int retryDeadLetters() {
        int revived = backlog.retryDeadLetters(policy.depthOfShard());
        drainers.ringAll();
        return revived;
    }

    /** Accepts no more, and begins to end the threads. Idempotent. */
    void beginClosing() {
        entrance.close();
        drainers.beginClosing();
    }

    @Override
    public void close() {
        beginClosing();
        drainers.close(policy.drainWithin());
        whenClosed.accept(spec.name());
    }
}
