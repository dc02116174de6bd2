package io.redoubt.api.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Progress of a {@link Warmup}: keys done, keys failed, total keys, and time taken so far. Immutable.
 *
 * @param done keys that are stored now, loaded or already present, or known not to exist
 * @param failed keys whose batch could not be loaded, or whose value was loaded and not stored
 * @param total total number of keys; empty while unknown
 * @param took time since the beginning of the run
 */
public record WarmupProgress(long done, long failed, OptionalLong total, Duration took) {

    /** Returns the keys per second since the beginning of the run. */
    public double perSecond() {
        double seconds = took.toNanos() / 1e9;
        return seconds > 0 ? (done + failed) / seconds : 0;
    }

    /** Returns the remaining time at the current rate; empty while that cannot be computed. */
    public Optional<Duration> timeLeft() {
        double rate = perSecond();
        if (total.isEmpty() || rate == 0) {
            return Optional.empty();
        }
        long left = Math.max(0, total.getAsLong() - done - failed);
        return Optional.of(Duration.ofMillis(Math.round(left / rate * 1_000)));
    }
}
