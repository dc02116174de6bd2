package io.redoubt.api.cache;

import io.redoubt.api.RangeValidation;
import io.redoubt.api.Ttl;
import java.time.Duration;

/**
 * Strategy for the delays between retries: random pauses that grow up to a maximum (decorrelated jitter). Each pause is
 * between the shortest one and three times the previous one, and at most the longest one (Brooker, "Exponential Backoff
 * And Jitter", AWS Architecture Blog, 2015). Immutable.
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
