package io.redoubt.api.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Specification of a {@link WriteThrough}: its name, keys and retries. Immutable: each method returns a changed
 * copy. Thread-safe.
 *
 * @param <K> type of the keys
 */
public final class WriteThroughSpec<K> {

    /** Largest allowed number of attempts. */
    public static final int MAX_ATTEMPTS = 100;

    private static final Duration MAX_WITHIN = Duration.ofMinutes(10);

    private final String name;
    private final Function<? super K, String> keyText;
    private final int attempts;
    private final Backoff backoff;
    private final Duration within;
    private final Predicate<? super Exception> retryOn;

    private WriteThroughSpec(
            String name,
            Function<? super K, String> keyText,
            int attempts,
            Backoff backoff,
            Duration within,
            Predicate<? super Exception> retryOn) {
        this.name = name;
        this.keyText = keyText;
        this.attempts = attempts;
        this.backoff = backoff;
        this.within = within;
        this.retryOn = retryOn;
    }

    /**
     * Returns a specification with text keys. All processes that write the same values use the same name.
     *
     * @param name valid by the rules of {@link RegionSpec#of}
     * @throws InvalidInputException if the name is invalid
     */
    public static WriteThroughSpec<String> of(String name) {
        return new WriteThroughSpec<>(
                RegionSpec.checkedName("write-through", name),
                Function.identity(),
                3,
                new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1)),
                Duration.ofSeconds(10),
                failure -> true);
    }

    /**
     * Returns a copy with keys of another type.
     *
     * @param keyType the type, for the compiler
     * @param keyText converts a key to text; different keys must have different texts
     */
    public <L> WriteThroughSpec<L> keyedBy(Class<L> keyType, Function<? super L, String> keyText) {
        return new WriteThroughSpec<>(name, keyText, attempts, backoff, within, retryOn);
    }

    /**
     * Returns a copy with this maximum number of attempts at the source, 1 to {@value #MAX_ATTEMPTS}; 3 unless
     * set.
     */
    public WriteThroughSpec<K> attempts(int most) {
        RangeValidation.required("attempts", most, 1, MAX_ATTEMPTS);
        return new WriteThroughSpec<>(name, keyText, most, backoff, within, retryOn);
    }

    /** Returns a copy with these bounds of the pauses between attempts; 50 ms to 1 s unless set. */
    public WriteThroughSpec<K> backoff(Duration shortest, Duration longest) {
        return new WriteThroughSpec<>(name, keyText, attempts, new Backoff(shortest, longest), within, retryOn);
    }

    /**
     * Returns a copy in which no attempt starts later than this after the first one; 10 seconds unless set. A
     * running attempt is not aborted.
     *
     * @param time 1 ms to 10 minutes
     */
    public WriteThroughSpec<K> within(Duration time) {
        RangeValidation.required("within", time, Ttl.MIN, MAX_WITHIN);
        return new WriteThroughSpec<>(name, keyText, attempts, backoff, time, retryOn);
    }

    /** Returns a copy in which only these failures of the source are retried; all of them unless set. */
    public WriteThroughSpec<K> retryOn(Predicate<? super Exception> failures) {
        return new WriteThroughSpec<>(name, keyText, attempts, backoff, within, failures);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the text of a key. */
    public String text(K key) {
        return keyText.apply(key);
    }

    /** Returns the maximum number of attempts at the source. */
    public int attempts() {
        return attempts;
    }

    /** Returns the pauses between attempts. */
    public Backoff backoff() {
        return backoff;
    }

    /** Returns how long after the first attempt another one may start. */
    public Duration within() {
        return within;
    }

    /** Returns whether another attempt is made after this failure. */
    public boolean retries(Exception failure) {
        return retryOn.test(failure);
    }
}
