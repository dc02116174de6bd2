package io.redoubt.api.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a warming has come. Immutable.
 *
 * @param done keys that are in the store now, loaded or there already, or known not to exist
 * @param failed keys whose batch could not be loaded
 * @param total how many there are; empty while that is not known
 * @param took since the beginning of the run
 */
public record WarmProgress(long done, long failed, OptionalLong total, Duration took) {

    /** Keys a second, since the beginning of the run. */
    public double perSecond() {
        double seconds = took.toNanos() / 1e9;
        return seconds > 0 ? (done + failed) / seconds : 0;
    }

    /** The time left if it goes on like this; empty while that cannot be said. */
    public Optional<Duration> timeLeft() {
        double rate = perSecond();
        if (total.isEmpty() || rate == 0) {
            return Optional.empty();
        }
        long left = Math.max(0, total.getAsLong() - done - failed);
        return Optional.of(Duration.ofMillis(Math.round(left / rate * 1_000)));
    }
}
