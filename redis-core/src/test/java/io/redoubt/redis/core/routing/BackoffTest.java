package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.ReconnectSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The delay before a server is tried again")
final class BackoffTest {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @Test
    @DisplayName("lies between the shortest and three times the last one, never beyond the longest, and differs")
    void bounds() {
        Backoff backoff = new Backoff(ReconnectSettings.forEver());
        Duration last = SHORTEST;
        Set<Duration> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            Duration next = backoff.next();
            assertThat(next).isBetween(SHORTEST, min(last.multipliedBy(3), LONGEST));
            seen.add(next);
            last = next;
        }
        assertThat(seen).hasSizeGreaterThan(1_000).anyMatch(delay -> delay.compareTo(Duration.ofSeconds(5)) > 0);
    }

    @Test
    @DisplayName("is short again after a success")
    void reset() {
        Backoff backoff = new Backoff(ReconnectSettings.forEver());
        for (int i = 0; i < 100; i++) {
            backoff.next();
        }
        backoff.reset();

        assertThat(backoff.next()).isBetween(SHORTEST, SHORTEST.multipliedBy(3));
    }

    @Test
    @DisplayName("is for one who always waits never longer than while callers arrive, nor shorter than the shortest")
    void whileCalled() {
        Backoff waiting = Backoff.whileCalled(ReconnectSettings.forEver());
        Backoff hasty = Backoff.whileCalled(new ReconnectSettings(SHORTEST, LONGEST, Duration.ofMillis(1), 1));
        Duration most = Duration.ZERO;
        for (int i = 0; i < 1_000; i++) {
            Duration next = waiting.next();
            assertThat(next).isBetween(SHORTEST, ReconnectSettings.forEver().whileCalled());
            most = next.compareTo(most) > 0 ? next : most;
            assertThat(hasty.next()).isEqualTo(SHORTEST);
        }
        assertThat(most).isGreaterThan(Duration.ofMillis(400));
    }

    @Test
    @DisplayName("is always the same where shortest and longest are")
    void constant() {
        Backoff backoff = new Backoff(new ReconnectSettings(SHORTEST, SHORTEST, SHORTEST, 1));

        assertThat(backoff.next()).isEqualTo(SHORTEST);
        assertThat(backoff.next()).isEqualTo(SHORTEST);
    }

    private static Duration min(Duration some, Duration other) {
        return some.compareTo(other) < 0 ? some : other;
    }
}
