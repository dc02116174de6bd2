package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.ExclusiveConnection;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeStatistics;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PushConnection;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A command that a cluster points elsewhere when its time is over")
final class ExpiredRedirectTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Command GET = Command.keyed("GET", "k".getBytes(StandardCharsets.US_ASCII));

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final DriverContext context = DriverContext.of(RedisSettings.of("localhost", 1), clock::get);
    private final DriverCounters counters = new DriverCounters();
    private final CallContext call = CallContext.of(CallOptions.within(SECOND), clock::get);

    @AfterEach
    void close() {
        context.scheduler().close();
        context.events().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MOVED 12706 elsewhere:7000", "ASK 12706 elsewhere:7000"})
    @DisplayName("ends as one whose time is over, and was not executed: the caller has no use for the place")
    void elsewhere(String refusal) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> new CommandExecutor(router(refusal), counters).execute(GET, call))
                .satisfies(ExpiredRedirectTest::assertExpired);
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> new PipelineExecutor(router(refusal), counters).execute(List.of(GET, GET), call))
                .satisfies(ExpiredRedirectTest::assertExpired);
        assertThat(counters.redirects.sum()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRYAGAIN Multiple keys request during rehashing of slot", "ERR whatever"})
    @DisplayName("is told all else that the server says")
    void refused(String refusal) {
        Reply expected = Reply.Refusal.parse(refusal);
        assertThat(new CommandExecutor(router(refusal), counters).execute(GET, call))
                .isEqualTo(expected);
        assertThat(new PipelineExecutor(router(refusal), counters).execute(List.of(GET, GET), call))
                .containsExactly(expected, expected);
    }

    private static void assertExpired(DriverException failure) {
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(failure).hasMessageContaining("12706").hasMessageContaining("elsewhere:7000");
    }

    private Router router(String refusal) {
        return new SingleServerRouter(
                ServerHandle.of(listener -> new ExpiringRedirectClient(refusal, clock), context, server -> {}));
    }

    /** Client that answers every command with the given error reply after the caller's deadline has passed. */
    private record ExpiringRedirectClient(String refusal, AtomicLong clock) implements NodeClient {

        @Override
        public Node node() {
            return new Node("localhost", 1);
        }

        @Override
        public void requireNodeId(String nodeId) {}

        @Override
        public Reply execute(Command command, Deadline deadline) {
            clock.addAndGet(SECOND.toNanos());
            return Reply.Refusal.parse(refusal);
        }

        @Override
        public PendingReplies send(List<Command> commands, Deadline deadline) {
            return () -> {
                clock.addAndGet(SECOND.toNanos());
                return Collections.nCopies(commands.size(), Reply.Refusal.parse(refusal));
            };
        }

        @Override
        public void reauthenticate(Deadline deadline) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void renew(Deadline deadline) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ExclusiveConnection exclusive(Deadline deadline) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PushConnection listen(PushSubscription request, PushMessageListener sink, Deadline deadline) {
            throw new UnsupportedOperationException();
        }

        @Override
        public NodeStatistics load() {
            return new NodeStatistics(1, 0, 0);
        }

        @Override
        public void close() {}
    }

    /** Router of a cluster of which one server is known. */
    private record SingleServerRouter(ServerHandle server) implements Router {

        @Override
        public Topology.Mode mode() {
            return Topology.Mode.CLUSTER;
        }

        @Override
        public ServerHandle serverForKey(byte @Nullable [] key, Deadline deadline) {
            return server;
        }

        @Override
        public List<ServerHandle> masters(Deadline deadline) {
            return List.of(server);
        }

        @Override
        public ServerHandle serverAt(Node node) {
            throw new AssertionError("asked " + node + " when the time was over");
        }

        @Override
        public void slotMoved(int slot, ServerHandle owner) {}

        @Override
        public void errorReplied(ServerHandle server, Reply.Refusal refusal) {}

        @Override
        public void callFailed(ServerHandle server, DriverException failure) {}

        @Override
        public void pushConnectionFailed() {}

        @Override
        public void refreshTopology(Deadline deadline) {}

        @Override
        public Collection<NodeStatistics> nodeLoads() {
            return List.of();
        }

        @Override
        public MasterChanges masterChanges() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
