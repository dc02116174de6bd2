package io.redoubt.api.cache;

import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import java.time.Duration;

/**
 * Settings of the random, growing pauses between retries of a failed write: the shortest and the longest pause. Each
 * pause is between the shortest one and three times the previous one, and at most the longest one (decorrelated jitter;
 * Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Immutable.
 *
 * @param shortest the shortest pause; at least one millisecond
 * @param longest the longest pause
 */
public record Backoff(Duration shortest, Duration longest) {

    public Backoff {
        RangeValidation.required("the longest pause", longest, Ttl.MIN, Ttl.MAX);
        RangeValidation.required("the shortest pause", shortest, Ttl.MIN, longest);
    }
}
