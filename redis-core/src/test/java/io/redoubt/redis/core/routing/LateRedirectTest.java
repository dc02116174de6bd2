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
import io.redoubt.redis.spi.NodeLoad;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.PushLink;
import io.redoubt.redis.spi.PushRequest;
import io.redoubt.redis.spi.PushSink;
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
final class LateRedirectTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Command GET = Command.keyed("GET", "k".getBytes(StandardCharsets.US_ASCII));

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final Surroundings surroundings = Surroundings.of(RedisSettings.of("localhost", 1), clock::get);
    private final Tally tally = new Tally();
    private final Call call = Call.of(CallOptions.within(SECOND), clock::get);

    @AfterEach
    void close() {
        surroundings.background().close();
        surroundings.events().close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MOVED 12706 elsewhere:7000", "ASK 12706 elsewhere:7000"})
    @DisplayName("ends as one whose time is over, and was not executed: the caller has no use for the place")
    void elsewhere(String refusal) {
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> new SingleCalls(routes(refusal), tally).execute(GET, call))
                .satisfies(LateRedirectTest::assertLate);
        assertThatExceptionOfType(DriverException.class)
                .isThrownBy(() -> new Pipelines(routes(refusal), tally).send(List.of(GET, GET), call))
                .satisfies(LateRedirectTest::assertLate);
        assertThat(tally.redirects.sum()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRYAGAIN Multiple keys request during rehashing of slot", "ERR whatever"})
    @DisplayName("is told all else that the server says")
    void refused(String refusal) {
        Reply expected = Reply.Refusal.parse(refusal);
        assertThat(new SingleCalls(routes(refusal), tally).execute(GET, call)).isEqualTo(expected);
        assertThat(new Pipelines(routes(refusal), tally).send(List.of(GET, GET), call))
                .containsExactly(expected, expected);
    }

    private static void assertLate(DriverException failure) {
        assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(failure).hasMessageContaining("12706").hasMessageContaining("elsewhere:7000");
    }

    private Routes routes(String refusal) {
        return new OneServer(Server.of(listener -> new Late(refusal, clock), surroundings, server -> {}));
    }

    /** Answers all with this refusal, when the caller's time is over. */
    private record Late(String refusal, AtomicLong clock) implements NodeClient {

        @Override
        public Node node() {
            return new Node("localhost", 1);
        }

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
        public PushLink listen(PushRequest request, PushSink sink, Deadline deadline) {
            throw new UnsupportedOperationException();
        }

        @Override
        public NodeLoad load() {
            return new NodeLoad(1, 0, 0);
        }

        @Override
        public void close() {}
    }

    /** A cluster of which one server is known. */
    private record OneServer(Server server) implements Routes {

        @Override
        public Topology.Mode mode() {
            return Topology.Mode.CLUSTER;
        }

        @Override
        public Server forKey(byte @Nullable [] key, Deadline deadline) {
            return server;
        }

        @Override
        public List<Server> masters(Deadline deadline) {
            return List.of(server);
        }

        @Override
        public Server at(Node node) {
            throw new AssertionError("asked " + node + " when the time was over");
        }

        @Override
        public void moved(int slot, Server holder) {}

        @Override
        public void refused(Server refusing, Reply.Refusal refusal) {}

        @Override
        public void failed(Server failing, DriverException failure) {}

        @Override
        public void doubted() {}

        @Override
        public void relearn(Deadline deadline) {}

        @Override
        public Collection<NodeLoad> loads() {
            return List.of();
        }

        @Override
        public void whenMastersChange(Runnable task) {}

        @Override
        public void close() {}
    }
}
