package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeListener;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@DisplayName("A server")
@ResourceLock("the log of the connections")
final class ServerHandleTest {

    private final BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
    private final FakeNodeClient client = new FakeNodeClient();
    private final DriverContext context =
            DriverContext.of(RedisSettings.builder().listener(events::add).build(), System::nanoTime);

    @AfterEach
    void close() {
        context.scheduler().close();
        context.events().close();
    }

    @Test
    @DisplayName("is told of as connected and not in the order in which it was, also if a loss is still being told")
    void inOrder() throws Exception {
        NodeListener listener = listener();
        opens(listener);
        try (BlockingAppender log = BlockingAppender.blockingOn("lost the connection")) {
            CallThread loss = CallThread.startAndAwaitBlocked(() -> loses(listener));
            log.awaitBlocked();
            CallThread recovery = CallThread.startAndAwaitBlocked(() -> opens(listener));
            log.release();
            loss.join();
            recovery.join();
        }
        for (Class<?> type : List.of(
                ConnectionEvent.Connected.class, ConnectionEvent.Disconnected.class, ConnectionEvent.Connected.class)) {
            assertThat(events.poll(30, TimeUnit.SECONDS)).isInstanceOf(type);
        }
    }

    @Test
    @DisplayName("may have other connections after a replacement that failed")
    void failedRenewal() {
        ServerHandle server = ServerHandle.of(listener -> client, context, down -> {});
        client.failure = DriverException.notExecuted(Kind.CONNECTION_LOST, "halfway", null);
        assertThatThrownBy(() -> server.renew(Deadline.after(Duration.ofSeconds(30), System::nanoTime)))
                .isSameAs(client.failure);
        assertThat(server.renewals()).isEqualTo(1);
    }

    private NodeListener listener() {
        AtomicReference<NodeListener> given = new AtomicReference<>();
        ServerHandle.of(
                listener -> {
                    given.set(listener);
                    return client;
                },
                context,
                down -> {});
        return Objects.requireNonNull(given.get());
    }

    private void opens(NodeListener listener) {
        client.connections.incrementAndGet();
        listener.opened();
    }

    private void loses(NodeListener listener) {
        client.connections.decrementAndGet();
        listener.lost(DriverException.notExecuted(Kind.CONNECTION_LOST, "on purpose", null));
    }
}
