package io.redoubt.api.cache;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How a {@link WriteThrough} writes. Immutable: each method returns a changed copy. Thread-safe.
 *
 * @param <K> what identifies a thing
 */
public final class WriteThroughSpec<K> {

    /** The most attempts that may be set. */
    public static final int MOST_ATTEMPTS = 100;

    private static final Duration MOST_WITHIN = Duration.ofMinutes(10);

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
     * Write-through under a name, which all processes that write the same things have in common.
     *
     * @param name by the rules of {@link RegionSpec#of}
     * @throws InvalidInputException if it is not such a name
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
     * The same with keys of another type.
     *
     * @param keyType the type, for the compiler
     * @param keyText the text of a key; different keys must have different texts
     */
    public <L> WriteThroughSpec<L> keyedBy(Class<L> keyType, Function<? super L, String> keyText) {
        return new WriteThroughSpec<>(name, keyText, attempts, backoff, within, retryOn);
    }

    /** The same with so many attempts at the source, 1 to {@value #MOST_ATTEMPTS}; 3 unless set. */
    public WriteThroughSpec<K> attempts(int most) {
        if (most < 1 || most > MOST_ATTEMPTS) {
            throw new InvalidInputException("attempts must be from 1 to " + MOST_ATTEMPTS + ": " + most);
        }
        return new WriteThroughSpec<>(name, keyText, most, backoff, within, retryOn);
    }

    /** The same with these pauses between attempts; 50 ms to 1 s unless set. */
    public WriteThroughSpec<K> backoff(Duration shortest, Duration longest) {
        return new WriteThroughSpec<>(name, keyText, attempts, new Backoff(shortest, longest), within, retryOn);
    }

    /**
     * The same where no attempt begins later than this after the first; 10 seconds unless set. An attempt that runs is not
     * broken off.
     *
     * @param time 1 ms to 10 minutes
     */
    public WriteThroughSpec<K> within(Duration time) {
        Ttl.of(time);
        if (time.compareTo(MOST_WITHIN) > 0) {
            throw new InvalidInputException("within must be at most " + MOST_WITHIN + ": " + time);
        }
        return new WriteThroughSpec<>(name, keyText, attempts, backoff, time, retryOn);
    }

    /** The same where only such failures of the source are tried again; all of them unless set. */
    public WriteThroughSpec<K> retryOn(Predicate<? super Exception> failures) {
        return new WriteThroughSpec<>(name, keyText, attempts, backoff, within, failures);
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** The text of a key. */
    public String text(K key) {
        return keyText.apply(key);
    }

    /** The largest number of attempts at the source. */
    public int attempts() {
        return attempts;
    }

    /** The pauses between attempts. */
    public Backoff backoff() {
        return backoff;
    }

    /** How long after the first attempt another may begin. */
    public Duration within() {
        return within;
    }

    /** Whether another attempt is made after this failure. */
    public boolean retries(Exception failure) {
        return retryOn.test(failure);
    }
}
