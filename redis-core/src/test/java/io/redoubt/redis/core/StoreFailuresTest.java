package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.ClosedException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The failure of a call")
final class StoreFailuresTest {

    static Stream<Throwable> certain() {
        return Stream.of(
                new StoreUnavailableException("x", Effect.NONE, null),
                new RedoubtInterruptedException("x", Effect.NONE, null),
                new StoreRejectedException("x", "OOM", null),
                new ClosedException("x"));
    }

    static Stream<Throwable> unknown() {
        return Stream.of(
                new StoreTimeoutException("x", Effect.UNKNOWN, null),
                new RedoubtInterruptedException("x", Effect.UNKNOWN, null),
                new StoreRejectedException("x", "REPLY_TOO_LARGE", null),
                new StoreRejectedException("x", "UNEXPECTED_REPLY", null),
                new IllegalStateException("x"),
                new OutOfMemoryError("x"));
    }

    @ParameterizedTest
    @MethodSource("certain")
    @DisplayName("tells that the call had no effect where it was not sent, or refused")
    void withoutEffect(Throwable failure) {
        assertThat(StoreFailures.mayHaveTakenEffect(failure)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("unknown")
    @DisplayName("tells that the call may have had an effect where nothing is known, also if the reply is the reason")
    void withEffect(Throwable failure) {
        assertThat(StoreFailures.mayHaveTakenEffect(failure)).isTrue();
    }
}
