package io.redoubt.api.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a region is to be filled with before it is asked. Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * profiles.warming(WarmPlan.of(() -> repository.activeIds(), load -> repository.findAll(load.keys())).concurrency(8))
 *     .every(Duration.ofMinutes(10));
 * }</pre>
 *
 * @param keys which keys; opened anew for each run, read as the run goes on, and closed after it
 * @param loader loads what is missing, a batch at a time
 * @param batch how many keys a batch has, 1 to 1,000
 * @param concurrency how many batches are loaded at a time, 1 to 64
 * @param atMost how long a run may take; what is not done by then is left out
 * @param listener is told of the progress, after each batch, on the thread that loaded it
 */
public record WarmPlan<K, V>(
        Keys<K> keys,
        BulkLoader<K, ? extends V> loader,
        int batch,
        int concurrency,
        Duration atMost,
        @Nullable Consumer<WarmProgress> listener) {

    private static final int MOST_BATCH = 1_000;
    private static final int MOST_CONCURRENCY = 64;

    public WarmPlan {
        if (batch < 1 || batch > MOST_BATCH) {
            throw new InvalidInputException("the batch of a warming must be from 1 to " + MOST_BATCH + ": " + batch);
        }
        if (concurrency < 1 || concurrency > MOST_CONCURRENCY) {
            throw new InvalidInputException(
                    "the concurrency of a warming must be from 1 to " + MOST_CONCURRENCY + ": " + concurrency);
        }
        Ttl.of(atMost).expiring("the time of a warming");
    }

    /** Which keys a run warms. */
    public sealed interface Keys<K> {

        /** Keys that the application knows. */
        @FunctionalInterface
        non-sealed interface Listed<K> extends Keys<K> {

            /** The keys; the stream is closed after the run. */
            Stream<K> open() throws Exception;
        }

        /**
         * The keys that were read most, by the report that the last process with such a plan left in the store.
         *
         * @param most how many, 1 to {@value HotKeys#MOST}
         * @param keyOf makes a key of its text
         */
        record Hottest<K>(int most, Function<String, ? extends K> keyOf) implements Keys<K> {
            public Hottest {
                if (most < 1 || most > HotKeys.MOST) {
                    throw new InvalidInputException(
                            "the hottest keys to warm must be from 1 to " + HotKeys.MOST + ": " + most);
                }
            }
        }
    }

    /** Warms keys that the application knows, in batches of 100, 4 at a time, within 10 minutes. */
    public static <K, V> WarmPlan<K, V> of(Keys.Listed<K> keys, BulkLoader<K, ? extends V> loader) {
        return new WarmPlan<>(keys, loader, 100, 4, Duration.ofMinutes(10), null);
    }

    /**
     * Warms the keys that were read most in the last run of the application. The report is kept up to date while the warming is
     * open, and lives in the store for a week.
     */
    public static <K, V> WarmPlan<K, V> hottest(
            int most, Function<String, ? extends K> keyOf, BulkLoader<K, ? extends V> loader) {
        return new WarmPlan<>(new Keys.Hottest<K>(most, keyOf), loader, 100, 4, Duration.ofMinutes(10), null);
    }

    /** The same with another size of batches. */
    public WarmPlan<K, V> batch(int size) {
        return new WarmPlan<>(keys, loader, size, concurrency, atMost, listener);
    }

    /** The same with another number of batches at a time. */
    public WarmPlan<K, V> concurrency(int batches) {
        return new WarmPlan<>(keys, loader, batch, batches, atMost, listener);
    }

    /** The same with another limit on the time of a run. */
    public WarmPlan<K, V> atMost(Duration time) {
        return new WarmPlan<>(keys, loader, batch, concurrency, time, listener);
    }

    /** The same with somebody who is told of the progress; what he throws is logged. */
    public WarmPlan<K, V> listener(Consumer<WarmProgress> told) {
        return new WarmPlan<>(keys, loader, batch, concurrency, atMost, told);
    }
}
