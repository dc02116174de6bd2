package io.redoubt.api.cache;

import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a {@link Warmup}: the keys to load, a bulk loader, batch size, concurrency and time limit. Immutable:
 * each method returns a changed copy.
 *
 * <pre>{@code
 * profiles.warmup(WarmupPlan.<String, Profile>of(repository::activeIds, repository::findAll).concurrency(8))
 *     .every(Duration.ofMinutes(10));
 * }</pre>
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class WarmupPlan<K, V> {

    private static final int MAX_BATCH = 1_000;
    private static final int MAX_CONCURRENCY = 64;

    private final Keys<K> keys;
    private final BulkContextLoader<K, ? extends V> loader;
    private final int batch;
    private final int concurrency;
    private final Duration atMost;
    private final @Nullable Consumer<WarmupProgress> listener;

    private WarmupPlan(
            Keys<K> keys,
            BulkContextLoader<K, ? extends V> loader,
            int batch,
            int concurrency,
            Duration atMost,
            @Nullable Consumer<WarmupProgress> listener) {
        this.keys = keys;
        this.loader = loader;
        this.batch = RangeValidation.required("the batch of a warm-up", batch, 1, MAX_BATCH);
        this.concurrency = RangeValidation.required("the concurrency of a warm-up", concurrency, 1, MAX_CONCURRENCY);
        this.atMost = RangeValidation.required("the time of a warm-up", atMost, Ttl.MIN, Ttl.MAX);
        this.listener = listener;
    }

    /** Keys that a run loads. */
    public sealed interface Keys<K> {

        /** Keys that the application lists. */
        @FunctionalInterface
        non-sealed interface Listed<K> extends Keys<K> {
            /** Returns the keys. The stream is read as a run proceeds, and closed after it. */
            Stream<K> open() throws Exception;
        }

        /**
         * Keys that were read most, from the report that the last process with such a plan left in the store.
         *
         * @param max number of keys, 1 to {@value HotKeys#MAX}
         */
        record Hottest<K>(int max) implements Keys<K> {
            public Hottest {
                RangeValidation.required("the number of hottest keys", max, 1, HotKeys.MAX);
            }
        }
    }

    /** Returns a plan for keys that the application lists, in batches of 100, 4 at a time, within 10 minutes. */
    public static <K, V> WarmupPlan<K, V> of(Keys.Listed<K> keys, BulkLoader<K, ? extends V> loader) {
        return of(keys, BulkContextLoader.<K, V>of(loader));
    }

    /** Returns a plan as {@link #of(Keys.Listed, BulkLoader)} does, with a loader that sets tags or times to live. */
    public static <K, V> WarmupPlan<K, V> of(Keys.Listed<K> keys, BulkContextLoader<K, ? extends V> loader) {
        return new WarmupPlan<>(keys, loader, 100, 4, Duration.ofMinutes(10), null);
    }

    /**
     * Returns a plan for the keys that were read most in the last run of the application. The report is kept up to
     * date while the warm-up is open, and stays in the store for a week. The region must be able to make keys of their
     * texts; see {@link RegionSpec#keyedBy(Class, java.util.function.Function, java.util.function.Function)}.
     *
     * @param max number of keys, 1 to {@value HotKeys#MAX}
     */
    public static <K, V> WarmupPlan<K, V> hottest(int max, BulkLoader<K, ? extends V> loader) {
        return hottest(max, BulkContextLoader.<K, V>of(loader));
    }

    /** Returns a plan as {@link #hottest(int, BulkLoader)} does, with a loader that sets tags or times to live. */
    public static <K, V> WarmupPlan<K, V> hottest(int max, BulkContextLoader<K, ? extends V> loader) {
        return new WarmupPlan<>(new Keys.Hottest<>(max), loader, 100, 4, Duration.ofMinutes(10), null);
    }

    /** Returns a copy with another batch size, 1 to 1,000 keys. */
    public WarmupPlan<K, V> batch(int size) {
        return new WarmupPlan<>(keys, loader, size, concurrency, atMost, listener);
    }

    /** Returns a copy with another number of concurrent batches, 1 to 64. */
    public WarmupPlan<K, V> concurrency(int batches) {
        return new WarmupPlan<>(keys, loader, batch, batches, atMost, listener);
    }

    /** Returns a copy with another maximum duration of a run. Keys that are not loaded by then are left out. */
    public WarmupPlan<K, V> atMost(Duration time) {
        return new WarmupPlan<>(keys, loader, batch, concurrency, time, listener);
    }

    /**
     * Returns a copy with a listener that is called with the progress after each batch, on the thread that loaded it.
     * Its exceptions are logged.
     */
    public WarmupPlan<K, V> listener(Consumer<WarmupProgress> told) {
        return new WarmupPlan<>(keys, loader, batch, concurrency, atMost, told);
    }

    /** Returns the keys to load. */
    public Keys<K> keys() {
        return keys;
    }

    /** Returns the loader of the missing keys of one batch. */
    public BulkContextLoader<K, ? extends V> loader() {
        return loader;
    }

    public int batch() {
        return batch;
    }

    public int concurrency() {
        return concurrency;
    }

    public Duration atMost() {
        return atMost;
    }

    public @Nullable Consumer<WarmupProgress> listener() {
        return listener;
    }
}
