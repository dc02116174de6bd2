package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Nothing is synchronized;")
final class MonitorsTest {

    private static final String LOCK = "bad.monitors.io.redoubt.lock.";

    @Test
    @DisplayName("this holds in production")
    void production() {
        Production.keeps(Monitors.rule());
    }

    @Test
    @DisplayName("this fires on methods and on blocks, in lambdas too, and not on other locks")
    void fires() {
        assertThat(Fixture.of("monitors").violationsOf(Monitors.rule()))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).isEqualTo(LOCK + "SynchronizedMethod.bad() is synchronized"),
                        line -> assertThat(line)
                                .isEqualTo(LOCK + "SynchronizedBlock has a synchronized block in int bad(int)"),
                        line -> assertThat(line)
                                .startsWith(LOCK + "SynchronizedBlock has a synchronized block in")
                                .contains("lambda$inALambda"));
    }
}
