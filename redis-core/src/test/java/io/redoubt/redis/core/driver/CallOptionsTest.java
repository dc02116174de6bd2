package io.redoubt.redis.core.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The options of a call")
final class CallOptionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-0.000000001S", "PT-1S"})
    @DisplayName("have a positive timeout")
    void timeout(Duration timeout) {
        assertThatThrownBy(() -> CallOptions.within(timeout))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(timeout.toString());
    }

    @Test
    @DisplayName("send at most once unless the call is said to be repeatable")
    void repeatable() {
        CallOptions once = CallOptions.within(Duration.ofNanos(1));

        assertThat(once.idempotent()).isFalse();
        assertThat(once.repeatable()).isEqualTo(new CallOptions(Duration.ofNanos(1), true));
        assertThat(once.repeatable().repeatable()).isEqualTo(once.repeatable());
    }
}
