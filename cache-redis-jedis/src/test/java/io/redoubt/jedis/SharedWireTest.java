package io.redoubt.jedis;

import static io.redoubt.jedis.Opened.command;
import static io.redoubt.jedis.Opened.failure;
import static io.redoubt.jedis.Opened.millis;
import static io.redoubt.jedis.Opened.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.PendingReplies;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The shared wire")
final class SharedWireTest {

    private RedisServer server;
    private RawRedis raw;

    @BeforeEach
    void start() {
        server = RedisServers.start(ServerOptions.defaults());
        raw = server.raw();
    }

    @AfterEach
    void stop() {
        raw.close();
        server.close();
    }

    private static Deadline patient() {
        return millis(20_000);
    }

    @Test
    @DisplayName("is not for a lonely caller, who uses one connection and no thread but his own")
    void lonely() {
        try (Opened driver = Opened.to(server)) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(text(driver.execute(command("ECHO", "e" + i), patient())))
                        .isEqualTo("e" + i);
            }
            assertThat(ioThreads()).isZero();
            assertThat(driver.openings()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("has its connection back before who was answered can ask again, so that one caller never needs two")
    void oneAfterTheOther() {
        try (Opened driver = Opened.to(server)) {
            driver.execute(command("PING"), patient());
            for (int i = 0; i < 20_000; i++) {
                PendingReplies sent =
                        driver.client().send(List.of(command("ECHO", "a" + i), command("ECHO", "b" + i)), patient());
                assertThat(sent.await()).extracting(Opened::text).containsExactly("a" + i, "b" + i);
                assertThat(text(driver.execute(command("ECHO", "c" + i), patient())))
                        .isEqualTo("c" + i);
            }
            assertThat(driver.openings()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("carries 64 callers in far fewer pieces than they have commands, on few connections")
    void together() throws Exception {
        try (Opened driver = Opened.to(server)) {
            long before = stat("total_reads_processed");
            Callers.start(64, caller -> {
                        for (int i = 0; i < 200; i++) {
                            String question = caller + ":" + i;
                            assertThat(text(driver.execute(command("ECHO", question), patient())))
                                    .isEqualTo(question);
                        }
                    })
                    .finish();
            assertThat(stat("total_reads_processed") - before).isLessThan(64 * 200 / 2);
            assertThat(driver.openings()).isLessThanOrEqualTo(24);
        }
    }

    @Test
    @DisplayName("of one server is not held up by another server that stands still, of the same driver")
    void frozenNeighbour() throws Exception {
        try (RedisServer frozen = RedisServers.start(ServerOptions.defaults());
                Opened driver = Opened.to(server)) {
            NodeClient other = driver.driver().client(new Node(frozen.host(), frozen.port()), null, 0, deaf());
            other.execute(command("PING"), patient());
            frozen.suspend();
            Callers stuck = Callers.start(
                    64,
                    i -> assertThat(failure(() -> other.execute(command("PING"), millis(3_000)))
                                    .kind())
                            .isIn(Kind.TIMEOUT, Kind.UNREACHABLE));
            await().until(() -> other.load().inFlight() + other.load().waiting() == 64);
            Callers.start(64, caller -> {
                        for (int i = 0; i < 50; i++) {
                            driver.execute(command("PING"), millis(2_500));
                        }
                    })
                    .finish();
            assertThat(other.load().inFlight() + other.load().waiting()).isPositive();
            stuck.finish();
        }
    }

    @Test
    @DisplayName("stays with those who still wait when the time of one of them is over, whose reply nobody else gets")
    void shortDeadline() {
        try (Opened driver = Opened.to(server, Opened.settings().maxConnections(1))) {
            NodeClient client = driver.client();
            PendingReplies first = client.send(List.of(command("BLPOP", "none", "0.3")), patient());
            awaitBlocked();
            PendingReplies patient = client.send(List.of(command("BLPOP", "none", "0.6")), patient());
            PendingReplies brief = client.send(List.of(command("ECHO", "brief")), millis(600));
            PendingReplies last = client.send(List.of(command("ECHO", "last")), patient());
            assertThat(reason(brief.await()).kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(first.await()).containsExactly(Reply.Nil.NIL);
            assertThat(patient.await()).containsExactly(Reply.Nil.NIL);
            assertThat(text(last.await().get(0))).isEqualTo("last");
            assertThat(driver.openings()).isEqualTo(1);
            assertThat(driver.losses()).isEmpty();
        }
    }

    @Test
    @DisplayName("never writes the command of a caller who has left before it was his turn")
    void leftInTime() {
        try (Opened driver = Opened.to(server, Opened.settings().maxConnections(1))) {
            NodeClient client = driver.client();
            PendingReplies first = client.send(List.of(command("BLPOP", "none", "0.4")), patient());
            awaitBlocked();
            DriverException late = failure(() -> client.execute(command("SET", "late", "1"), millis(50)));
            assertThat(late.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(late.execution()).isEqualTo(Execution.NOT_EXECUTED);
            assertThat(client.load().waiting()).isZero();
            assertThat(first.await()).containsExactly(Reply.Nil.NIL);
            assertThat(driver.execute(command("GET", "late"), patient())).isEqualTo(Reply.Nil.NIL);
        }
    }

    @Test
    @DisplayName("that is lost leaves those in doubt who were on it; who still waited travels with the next")
    void lost() {
        try (Opened driver = Opened.to(server, Opened.settings().maxConnections(1))) {
            NodeClient client = driver.client();
            PendingReplies first = client.send(List.of(command("BLPOP", "none", "0")), patient());
            awaitBlocked();
            List<PendingReplies> others = IntStream.range(0, 20)
                    .mapToObj(i -> client.send(List.of(command("ECHO", "e" + i)), patient()))
                    .toList();
            raw.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            DriverException lost = reason(first.await());
            assertThat(lost.kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(lost.execution()).isEqualTo(Execution.UNKNOWN);
            for (int i = 0; i < others.size(); i++) {
                assertThat(text(others.get(i).await().get(0))).isEqualTo("e" + i);
            }
            assertThat(driver.losses()).hasSize(1);
        }
    }

    @Test
    @DisplayName("is not waited for longer than it takes to find another carrier, when those that carry are held up")
    void heldUp() {
        try (Opened driver = Opened.to(server)) {
            NodeClient client = driver.client();
            List<PendingReplies> blocked = IntStream.range(0, 5)
                    .mapToObj(i -> {
                        PendingReplies pending = client.send(List.of(command("BLPOP", "none" + i, "0")), patient());
                        awaitBlocked(i + 1);
                        assertThat(text(client.send(List.of(command("ECHO", "e")), patient())
                                        .await()
                                        .get(0)))
                                .isEqualTo("e");
                        return pending;
                    })
                    .toList();
            for (int i = 0; i < blocked.size(); i++) {
                raw.call("RPUSH", "none" + i, "element");
                assertThat(blocked.get(i).await().get(0)).isInstanceOf(Reply.Array.class);
            }
        }
    }

    @Tag("slow")
    @Test
    @DisplayName("has no threads any more after a while without callers, and has some again when they come")
    void threadsEnd() throws Exception {
        try (Opened driver = Opened.to(server)) {
            for (int round = 0; round < 2; round++) {
                assertThat(text(driver.client()
                                .send(List.of(command("ECHO", "e")), patient())
                                .await()
                                .get(0)))
                        .isEqualTo("e");
                assertThat(ioThreads()).isPositive();
                await().atMost(Duration.ofSeconds(30)).until(() -> ioThreads() == 0);
            }
        }
    }

    private void awaitBlocked() {
        awaitBlocked(1);
    }

    private void awaitBlocked(int clients) {
        await().until(() -> raw.text("INFO", "clients").contains("blocked_clients:" + clients + "\r\n"));
    }

    private long stat(String name) {
        return raw.text("INFO", "stats")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .sum();
    }

    private static DriverException reason(List<Reply> replies) {
        assertThat(replies.get(0)).isInstanceOf(Reply.Missing.class);
        return ((Reply.Missing) replies.get(0)).reason();
    }

    private static long ioThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("redoubt-jedis-io"))
                .count();
    }

    private static NodeListener deaf() {
        return new NodeListener() {
            @Override
            public void opened() {}

            @Override
            public void lost(DriverException reason) {}
        };
    }
}
