package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.ReconnectSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The delay before a server is tried again")
final class JitteredBackoffTest {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @Test
    @DisplayName("lies between the shortest and three times the last one, never beyond the longest, and differs")
    void bounds() {
        JitteredBackoff backoff = new JitteredBackoff(ReconnectSettings.forEver());
        Duration last = SHORTEST;
        Set<Duration> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            Duration next = backoff.nextDelay();
            assertThat(next).isBetween(SHORTEST, min(last.multipliedBy(3), LONGEST));
            seen.add(next);
            last = next;
        }
        assertThat(seen).hasSizeGreaterThan(1_000).anyMatch(delay -> delay.compareTo(Duration.ofSeconds(5)) > 0);
    }

    @Test
    @DisplayName("is short again after a success")
    void reset() {
        JitteredBackoff backoff = new JitteredBackoff(ReconnectSettings.forEver());
        for (int i = 0; i < 100; i++) {
            backoff.nextDelay();
        }
        backoff.reset();

        assertThat(backoff.nextDelay()).isBetween(SHORTEST, SHORTEST.multipliedBy(3));
    }

    @Test
    @DisplayName("is for one who always waits never longer than while callers arrive, nor shorter than the shortest")
    void whileCalled() {
        JitteredBackoff capped = JitteredBackoff.cappedWhileCalled(ReconnectSettings.forEver());
        JitteredBackoff minimal =
                JitteredBackoff.cappedWhileCalled(new ReconnectSettings(SHORTEST, LONGEST, Duration.ofMillis(1), 1));
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 1_000; i++) {
            Duration next = capped.nextDelay();
            assertThat(next).isBetween(SHORTEST, ReconnectSettings.forEver().whileCalled());
            longest = next.compareTo(longest) > 0 ? next : longest;
            assertThat(minimal.nextDelay()).isEqualTo(SHORTEST);
        }
        assertThat(longest).isGreaterThan(Duration.ofMillis(400));
    }

    @Test
    @DisplayName("is always the same where shortest and longest are")
    void constant() {
        JitteredBackoff backoff = new JitteredBackoff(new ReconnectSettings(SHORTEST, SHORTEST, SHORTEST, 1));

        assertThat(backoff.nextDelay()).isEqualTo(SHORTEST);
        assertThat(backoff.nextDelay()).isEqualTo(SHORTEST);
    }

    private static Duration min(Duration first, Duration second) {
        return first.compareTo(second) < 0 ? first : second;
    }
}
