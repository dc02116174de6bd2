package io.redoubt.tck.ratelimit;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.ConcurrencyLimiter;
import io.redoubt.api.ratelimit.ConcurrencyPermit;
import io.redoubt.api.ratelimit.ConcurrencyPolicy;
import io.redoubt.api.ratelimit.ConcurrencyRequest;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.tck.ConcurrentCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for every {@link ConcurrencyLimiter}, on Redis and in memory. */
public abstract class ConcurrencyLimiterContract extends RateLimitContractBase {

    private static final ConcurrencyPolicy EXPORTS = ConcurrencyPolicy.of("exports", 3, ofMinutes(10));
    private static final ConcurrencyRequest EXPORT = EXPORTS.by("customer", "42");

    private ConcurrencyLimiter limits() {
        return limiter().concurrency();
    }

    @Test
    @DisplayName("A limit grants permits while units are free, each until it is closed")
    void grants() {
        ConcurrencyPermit one = limits().tryAcquire(EXPORT).orElseThrow();
        ConcurrencyPermit two = limits().tryAcquire(EXPORT.cost(2)).orElseThrow();
        assertThat(one.source()).isEqualTo(Source.STORE);
        assertThat(one.isValid()).isTrue();
        assertThat(limits().available(EXPORT)).isZero();
        assertThat(limits().tryAcquire(EXPORT)).isEmpty();
        assertThat(limits().tryAcquire(EXPORTS.by("customer", "43"))).isPresent();
        two.close();
        two.close();
        assertThat(two.isValid()).isFalse();
        assertThat(two.renew()).isFalse();
        assertThat(limits().available(EXPORT)).isEqualTo(2);
        assertThat(limits().tryAcquire(EXPORT.cost(3))).isEmpty();
        assertThat(limits().tryAcquire(EXPORT.cost(4))).isEmpty();
        assertThat(limits().tryAcquire(EXPORT.cost(2))).isPresent();
        one.close();
        assertThat(limits().available(EXPORT)).isEqualTo(1);
    }

    @Test
    @DisplayName("A permit that nobody closes is free when its lease ends, and its holder knows")
    void lease() {
        ConcurrencyRequest brief =
                ConcurrencyPolicy.of("brief", 1, ofMillis(300)).by("customer", "42");
        ConcurrencyPermit lost = limits().tryAcquire(brief).orElseThrow();
        on().elapse(ofMillis(400));
        assertThat(lost.isValid()).isFalse();
        ConcurrencyRequest lasting =
                ConcurrencyPolicy.of("brief", 1, ofMinutes(1)).by("customer", "42");
        assertThat(limits().tryAcquire(lasting)).isPresent();
        lost.close();
        assertThat(limits().available(lasting)).isZero();
    }

    @Test
    @DisplayName("A permit that is renewed outlives its lease, and one that was lost cannot be renewed")
    void renewal() {
        TimedAssertionAttempt.untilInTime(attempt -> {
            ConcurrencyRequest brief =
                    ConcurrencyPolicy.of("renewed", 1, ofMillis(800)).by("customer", "attempt-" + System.nanoTime());
            ConcurrencyPermit permit = limits().tryAcquire(brief).orElseThrow();
            on().elapse(ofMillis(500));
            attempt.within(ofMillis(750), () -> assertThat(permit.renew()).isTrue());
            on().elapse(ofMillis(500));
            attempt.within(ofMillis(1_250), () -> {
                assertThat(permit.isValid()).isTrue();
                assertThat(limits().tryAcquire(brief)).isEmpty();
            });
            on().elapse(ofSeconds(1));
            assertThat(permit.isValid()).isFalse();
            assertThat(permit.renew()).isFalse();
            assertThat(limits().tryAcquire(brief)).isPresent();
        });
    }

    @Test
    @DisplayName("Reset frees what is held, and its holders cannot renew it")
    void reset() {
        ConcurrencyPermit permit = limits().tryAcquire(EXPORT.cost(3)).orElseThrow();
        limits().reset(EXPORT);
        assertThat(permit.renew()).isFalse();
        assertThat(permit.isValid()).isFalse();
        assertThat(limits().tryAcquire(EXPORT.cost(3))).isPresent();
        permit.close();
        assertThat(limits().available(EXPORT)).isZero();
    }

    @Test
    @DisplayName("A permit is released by a thread that is interrupted, too")
    void interrupted() {
        ConcurrencyPermit permit = limits().tryAcquire(EXPORT.cost(3)).orElseThrow();
        Thread.currentThread().interrupt();
        permit.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(limits().available(EXPORT)).isEqualTo(3);
    }

    @Test
    @DisplayName("A changed limit takes effect at once, and counts what is held")
    void changed() {
        assertThat(limits().tryAcquire(EXPORT.cost(3))).isPresent();
        assertThat(limits().tryAcquire(EXPORTS.limit(5).by("customer", "42").cost(2)))
                .isPresent();
        assertThat(limits().available(EXPORTS.limit(4).by("customer", "42"))).isZero();
        assertThat(limits().tryAcquire(EXPORTS.limit(4).by("customer", "42"))).isEmpty();
    }

    @Test
    @DisplayName("Many threads never hold more than the limit")
    void concurrent() {
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger granted = new AtomicInteger();
        try (ConcurrentCalls callers = ConcurrentCalls.of(8)) {
            List<Future<Integer>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                running.add(callers.join(() -> {
                    for (int attempt = 0; attempt < 100; attempt++) {
                        limits().tryAcquire(EXPORT).ifPresent(permit -> {
                            most.accumulateAndGet(held.incrementAndGet(), Math::max);
                            granted.incrementAndGet();
                            held.decrementAndGet();
                            permit.close();
                        });
                    }
                    return 0;
                }));
            }
            running.forEach(each -> ConcurrentCalls.result(each, PATIENT));
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(granted.get()).isPositive();
        assertThat(limits().available(EXPORT)).isEqualTo(3);
    }

    @Test
    @DisplayName("Bad input is refused")
    void bad() {
        assertThatThrownBy(() -> ConcurrencyPolicy.of("Exports", 1, ofMinutes(1)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> ConcurrencyPolicy.of("exports", 10_001, ofMinutes(1)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> ConcurrencyPolicy.of("exports", 1, ofMillis(99)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> EXPORT.cost(0)).isInstanceOf(InvalidInputException.class);
    }
}
