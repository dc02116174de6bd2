package io.redoubt.tck.ratelimit;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.AsyncRateLimiter;
import io.redoubt.api.ratelimit.Decision;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.api.ratelimit.RateLimitRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests which verify that {@link AsyncRateLimiter} returns the same results as the blocking rate limiter. */
public abstract class AsyncRateLimiterContract extends RateLimitContractBase {

    private static final RateLimitRequest LIMIT =
            RateLimitPolicy.slidingWindow("async", 100, ofMinutes(10)).by("user", "u");

    @Test
    @DisplayName("Every asynchronous method has the result and the effect of the blocking one")
    void sameResults() {
        AsyncRateLimiter async = limiter().async();
        assertThat(async).isSameAs(limiter().async());
        Decision first = async.tryAcquire(LIMIT).join();
        assertThat(first.allowed()).isTrue();
        assertThat(first.remaining()).isEqualTo(99);
        assertThat(async.peek(LIMIT).join()).isEqualTo(limiter().peek(LIMIT));
        async.reset(LIMIT).join();
        assertThat(take(LIMIT).remaining()).isEqualTo(99);
    }

    @Test
    @DisplayName("Concurrent asynchronous calls admit exactly the limit")
    void exact() {
        List<CompletableFuture<Decision>> decisions = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            decisions.add(limiter().async().tryAcquire(LIMIT));
        }
        assertThat(decisions.stream().filter(each -> each.join().allowed())).hasSize(100);
    }

    @Test
    @DisplayName("A failure of the blocking method fails the future, and is not thrown")
    void sameFailures() {
        CompletableFuture<Decision> failed = limiter().async().tryAcquire();
        assertThatThrownBy(failed::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InvalidInputException.class);
    }
}
