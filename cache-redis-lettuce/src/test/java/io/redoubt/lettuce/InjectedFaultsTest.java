package io.redoubt.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.lettuce.FaultInjector.Point;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of the results of calls while errors are thrown between queue, socket and reply. The faults are injected
 * through Netty's own extension point, so the tests do not depend on how the driver uses its client.
 */
@DisplayName("While buffers fail at random, every reply reaches its own caller or none")
class InjectedFaultsTest {

    private static final int CALLERS = 16;
    private static final int FAULTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @AfterEach
    void heal() {
        FaultyChannels.allocator(null);
    }

    static Stream<Arguments> kinds() {
        return Stream.of(Point.values())
                .flatMap(point -> Stream.of(Arguments.of(point, true), Arguments.of(point, false)));
    }

    @ParameterizedTest(name = "{0}, direct: {1}")
    @MethodSource("kinds")
    @Timeout(120)
    @DisplayName("wherever they fail, on the heap and off it")
    void eachKind(Point point, boolean direct) throws Exception {
        int oneIn = point == Point.GROW ? 20 : 200;
        run(EnumSet.of(point), oneIn, direct, 400, sizes(40, 1));
    }

    @Tag("slow")
    @ParameterizedTest(name = "direct: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("over 200,000 calls")
    void many(boolean direct) throws Exception {
        run(EnumSet.allOf(Point.class), 1_000, direct, 200_000, sizes(100, 3));
    }

    /** Returns the sizes of the values: mostly small, some of 100 kB and of 1 MB, and one of 4 MB. */
    private static List<Integer> sizes(int small, int large) {
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < small; i++) {
            sizes.add(List.of(20, 200, 1_000, 9_000).get(i % 4));
        }
        sizes.addAll(Collections.nCopies(large, 100_000));
        sizes.addAll(Collections.nCopies(large, 1_000_000));
        sizes.add(4_000_000);
        return sizes;
    }

    private static void run(Set<Point> points, int oneIn, boolean direct, int calls, List<Integer> sizes)
            throws Exception {
        FaultInjector faults = FaultInjector.at(points, oneIn);
        FaultyAllocator allocator = new FaultyAllocator(direct, faults);
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                NodeClientFactory driver = new LettuceDriverProvider()
                        .open(
                                RedisSettings.builder()
                                        // Limits a connect attempt in whose login an error was thrown.
                                        .connectTimeout(Duration.ofSeconds(5))
                                        .build(),
                                System::nanoTime);
                NodeClient client = driver.client(
                        new Node(server.host(), server.port()),
                        NodeCredentialsSource.fixed(null),
                        0,
                        new SilentListener())) {
            VerifiedLoad load = new VerifiedLoad(client, raw, sizes, 4_000_000);
            AtomicInteger left = new AtomicInteger(calls);
            FaultyChannels.allocator(allocator);
            load.run(CALLERS, () -> left.decrementAndGet() > 0 || faults.injected() < FAULTS || load.failed() == 0);
            assertThat(load.complaints()).as(load.toString()).isEmpty();
            assertThat(load.answered()).isGreaterThan(calls / 4);
            faults.disarm();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> client.load().inFlight() + client.load().waiting() == 0);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .ignoreException(DriverException.class)
                    .until(() -> pong(client));
        }
    }

    private static boolean pong(NodeClient client) {
        Deadline deadline = Deadline.after(Duration.ofSeconds(10), System::nanoTime);
        return client.execute(Command.keyless("PING"), deadline) instanceof Reply.Data;
    }
}
