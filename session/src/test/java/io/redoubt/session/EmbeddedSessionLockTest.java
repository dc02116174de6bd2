package io.redoubt.session;

import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The lock of the sessions of this process")
final class EmbeddedSessionLockTest {

    private static final HashedSessionId ID = new HashedSessionId("2a", "0123456789abcdef0123456789abcdef");

    @Test
    @DisplayName("is free after an operation that has ended by an Error")
    void error() throws Exception {
        AtomicBoolean isFailing = new AtomicBoolean(true);
        LongSupplier clock = () -> {
            if (isFailing.getAndSet(false)) {
                throw new NoClassDefFoundError("thrown by a test");
            }
            return 1_800_000_000_000L;
        };
        EmbeddedSessionRepository repository = new EmbeddedSessionRepository(
                EmbeddedSessions.settings("", SessionOverflowPolicy.REJECT, ZERO),
                clock,
                10,
                StateMemoryBudget.of(Long.MAX_VALUE),
                event -> {});
        assertThatThrownBy(() -> repository.find(ID)).isInstanceOf(NoClassDefFoundError.class);
        assertThat(CompletableFuture.supplyAsync(() -> repository.find(ID)).get(30, TimeUnit.SECONDS))
                .isEmpty();
    }
}
