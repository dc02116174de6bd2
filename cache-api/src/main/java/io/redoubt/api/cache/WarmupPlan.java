package io.redoubt.api.cache;

import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plan of a warm-up, which fills a region before its values are requested. Immutable: each method returns a
 * changed copy.
 *
 * <pre>{@code
 * profiles.warmup(WarmupPlan.of(() -> repository.activeIds(), load -> repository.findAll(load.keys())).concurrency(8))
 *     .every(Duration.ofMinutes(10));
 * }</pre>
 *
 * @param keys the keys to load; opened for each run, read as the run proceeds, and closed after it
 * @param loader loads the missing keys, one batch at a time
 * @param batch number of keys in a batch, 1 to 1,000
 * @param concurrency number of batches loaded at a time, 1 to 64
 * @param atMost maximum duration of a run; keys not loaded by then are left out
 * @param listener is called with the progress after each batch, on the thread that loaded it
 */
public record WarmupPlan<K, V>(
        Keys<K> keys,
        BulkLoader<K, ? extends V> loader,
        int batch,
        int concurrency,
        Duration atMost,
        @Nullable Consumer<WarmupProgress> listener) {

    private static final int MAX_BATCH = 1_000;
    private static final int MAX_CONCURRENCY = 64;

    public WarmupPlan {
        RangeValidation.required("the batch of a warming", batch, 1, MAX_BATCH);
        RangeValidation.required("the concurrency of a warming", concurrency, 1, MAX_CONCURRENCY);
        RangeValidation.required("the time of a warming", atMost, Ttl.MIN, Ttl.MAX);
    }

    /** Keys that a run loads. */
    public sealed interface Keys<K> {

        /** Keys that the application lists. */
        @FunctionalInterface
        non-sealed interface Listed<K> extends Keys<K> {

            /** Returns the keys. The stream is closed after the run. */
            Stream<K> open() throws Exception;
        }

        /**
         * Keys that were read most, from the report that the last process with such a plan left in the store.
         *
         * @param most number of keys, 1 to {@value HotKeys#MAX}
         * @param keyOf converts the text of a key to the key
         */
        record Hottest<K>(int most, Function<String, ? extends K> keyOf) implements Keys<K> {
            public Hottest {
                RangeValidation.required("the hottest keys to warm", most, 1, HotKeys.MAX);
            }
        }
    }

    /** Returns a plan for keys that the application lists, in batches of 100, 4 at a time, within 10 minutes. */
    public static <K, V> WarmupPlan<K, V> of(Keys.Listed<K> keys, BulkLoader<K, ? extends V> loader) {
        return new WarmupPlan<>(keys, loader, 100, 4, Duration.ofMinutes(10), null);
    }

    /**
     * Returns a plan for the keys that were read most in the last run of the application. The report is kept up to
     * date while the warm-up is open, and stays in the store for a week.
     */
    public static <K, V> WarmupPlan<K, V> hottest(
            int most, Function<String, ? extends K> keyOf, BulkLoader<K, ? extends V> loader) {
        return new WarmupPlan<>(new Keys.Hottest<K>(most, keyOf), loader, 100, 4, Duration.ofMinutes(10), null);
    }

    /** Returns a copy with another batch size. */
    public WarmupPlan<K, V> batch(int size) {
        return new WarmupPlan<>(keys, loader, size, concurrency, atMost, listener);
    }

    /** Returns a copy with another number of concurrent batches. */
    public WarmupPlan<K, V> concurrency(int batches) {
        return new WarmupPlan<>(keys, loader, batch, batches, atMost, listener);
    }

    /** Returns a copy with another maximum duration of a run. */
    public WarmupPlan<K, V> atMost(Duration time) {
        return new WarmupPlan<>(keys, loader, batch, concurrency, time, listener);
    }

    /** Returns a copy with a listener that is called with the progress. Its exceptions are logged. */
    public WarmupPlan<K, V> listener(Consumer<WarmupProgress> told) {
        return new WarmupPlan<>(keys, loader, batch, concurrency, atMost, told);
    }
}
