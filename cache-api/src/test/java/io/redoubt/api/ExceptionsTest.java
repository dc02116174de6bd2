package io.redoubt.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.StoreUnavailableException.Effect;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The exceptions")
final class ExceptionsTest {

    @Test
    @DisplayName("tell whether the operation may have taken effect")
    void effect() {
        assertThat(new StoreUnavailableException("x", Effect.UNKNOWN, null).mayHaveTakenEffect())
                .isTrue();
        assertThat(new StoreTimeoutException("x", Effect.NONE, null).mayHaveTakenEffect())
                .isFalse();
    }

    @Test
    @DisplayName("are one family: a timeout is a store that is not available, and all are unchecked")
    void family() {
        assertThat(new StoreTimeoutException("x", Effect.NONE, null))
                .isInstanceOf(StoreUnavailableException.class)
                .isInstanceOf(RedoubtException.class)
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    @DisplayName("keep the store's word for a refusal, and the cause")
    void code() {
        Exception cause = new IllegalStateException("cause");

        StoreRejectedException rejected = new StoreRejectedException("x", "WRONGTYPE", cause);

        assertThat(rejected.code()).isEqualTo("WRONGTYPE");
        assertThat(rejected).hasCause(cause);
    }
}
