package io.redoubt.redis.core.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pause before another attempt")
final class DecorrelatedJitterTest {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    @Test
    @DisplayName("lies between the shortest and three times the last one, never beyond the longest, and differs")
    void bounds() {
        DecorrelatedJitter pauses = new DecorrelatedJitter(SHORTEST, LONGEST);
        Duration last = SHORTEST;
        Set<Duration> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            Duration next = pauses.next();
            assertThat(next).isBetween(SHORTEST, min(last.multipliedBy(3), LONGEST));
            seen.add(next);
            last = next;
        }
        assertThat(seen).hasSizeGreaterThan(1_000).anyMatch(delay -> delay.compareTo(Duration.ofSeconds(5)) > 0);
    }

    @Test
    @DisplayName("is short again after a success")
    void reset() {
        DecorrelatedJitter pauses = new DecorrelatedJitter(SHORTEST, LONGEST);
        for (int i = 0; i < 100; i++) {
            pauses.next();
        }
        pauses.reset();

        assertThat(pauses.next()).isBetween(SHORTEST, SHORTEST.multipliedBy(3));
    }

    @Test
    @DisplayName("is always the same where shortest and longest are, and does not overflow")
    void edges() {
        DecorrelatedJitter constant = new DecorrelatedJitter(SHORTEST, SHORTEST);
        assertThat(constant.next()).isEqualTo(SHORTEST);
        assertThat(constant.next()).isEqualTo(SHORTEST);

        DecorrelatedJitter reversed = new DecorrelatedJitter(SHORTEST, Duration.ofMillis(1));
        assertThat(reversed.next()).isEqualTo(SHORTEST);

        Duration years = Duration.ofDays(290 * 365L);
        DecorrelatedJitter huge = new DecorrelatedJitter(years, years.plusDays(1));
        for (int i = 0; i < 100; i++) {
            assertThat(huge.next()).isBetween(years, years.plusDays(1));
        }
    }

    @Test
    @DisplayName("around an average is between half and one and a half of it")
    void around() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(DecorrelatedJitter.around(SHORTEST)).isBetween(SHORTEST.dividedBy(2), Duration.ofMillis(150));
        }
    }

    private static Duration min(Duration first, Duration second) {
        return first.compareTo(second) < 0 ? first : second;
    }
}
