package io.redoubt.redis.spi.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A limit of pending commands")
class PendingLimitTest {

    private final PendingLimit limit = new PendingLimit(10, 1_000);

    @Test
    @DisplayName("admits as many commands and bytes as it says, and no more")
    void exact() {
        assertThat(limit.tryAcquire(9, 999)).isTrue();
        assertThat(limit.tryAcquire(1, 1)).isTrue();
        assertThat(limit.tryAcquire(1, 0)).isFalse();
        assertThat(limit.tryAcquire(0, 1)).isFalse();
        limit.release(1, 1);
        assertThat(limit.tryAcquire(1, 1)).isTrue();
    }

    @Test
    @DisplayName("admits nothing of a request that has too many bytes")
    void allOrNothing() {
        assertThat(limit.tryAcquire(1, 1_001)).isFalse();
        assertThat(limit.commands()).isZero();
        assertThat(limit.bytes()).isZero();
        assertThat(limit.tryAcquire(11, 1)).isFalse();
        assertThat(limit.bytes()).isZero();
    }

    @Test
    @DisplayName("does not overflow")
    void unlimited() {
        PendingLimit unlimited = new PendingLimit(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(unlimited.tryAcquire(Integer.MAX_VALUE, Long.MAX_VALUE)).isTrue();
        assertThat(unlimited.tryAcquire(1, Long.MAX_VALUE)).isFalse();
    }
}
