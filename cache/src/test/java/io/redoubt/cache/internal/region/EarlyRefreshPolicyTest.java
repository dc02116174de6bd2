package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Refreshing ahead")
final class EarlyRefreshPolicyTest {

    private static final EntryVersion VERSION = new EntryVersion("~V0123456789abcdef");

    private static ReadResult.Value<String> value(Duration left, Duration cost) {
        return new ReadResult.Value<>("v", VERSION, Optional.empty(), left.toNanos(), cost);
    }

    /** Returns the fraction of 200,000 reads for which a refresh is due. */
    private static double part(double beta, Duration left, Duration cost) {
        Random random = new Random(42);
        EarlyRefreshPolicy xfetch = new EarlyRefreshPolicy(beta, random::nextDouble);
        int due = 0;
        for (int i = 0; i < 200_000; i++) {
            due += xfetch.isDue(value(left, cost)) ? 1 : 0;
        }
        return due / 200_000.0;
    }

    @Test
    @DisplayName("happens with probability exp(-left / (beta * cost)): 37 % where a load takes as long as is left")
    void probability() {
        Duration cost = Duration.ofMillis(50);
        for (double beta : new double[] {0.5, 1, 2}) {
            for (int left : new int[] {5, 25, 50, 100, 200}) {
                assertThat(part(beta, Duration.ofMillis(left), cost))
                        .as("beta %s, left %s", beta, left)
                        .isCloseTo(Math.exp(-left / (beta * 50)), within(0.005));
            }
        }
        assertThat(part(1, cost, cost)).isCloseTo(0.37, within(0.005));
    }

    @Test
    @DisplayName("never happens with beta 0, nor to values whose cost or end is unknown")
    void never() {
        assertThat(part(0, Duration.ofMillis(1), Duration.ofHours(1))).isZero();
        assertThat(part(1, Duration.ofMillis(1), Duration.ZERO)).isZero();
        EarlyRefreshPolicy surely = new EarlyRefreshPolicy(10, () -> Math.nextDown(1.0));
        assertThat(surely.isDue(value(Duration.ofMillis(1), Duration.ofHours(1))))
                .isTrue();
        assertThat(surely.isDue(new ReadResult.Value<>("v", null, Optional.empty(), 1, Duration.ofHours(1))))
                .isFalse();
        assertThat(surely.isDue(
                        new ReadResult.Value<>("v", VERSION, Optional.empty(), Long.MAX_VALUE, Duration.ofHours(1))))
                .isFalse();
    }
}
