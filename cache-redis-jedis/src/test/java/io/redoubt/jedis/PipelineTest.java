package io.redoubt.jedis;

import static io.redoubt.jedis.Drivers.SECOND;
import static io.redoubt.jedis.Drivers.bytes;
import static io.redoubt.jedis.Drivers.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pipeline")
final class PipelineTest {

    @Test
    @DisplayName("of several chunks answers each command in its place, errors among them")
    void chunks() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RedisDriver driver = Drivers.to(server)) {
            List<Command> commands = IntStream.range(0, 2_500)
                    .mapToObj(i -> i % 100 == 7 ? command("NOSUCH") : command("ECHO", "e" + i))
                    .toList();
            List<Reply> replies = driver.pipeline(commands, SECOND);
            assertThat(replies).hasSize(2_500);
            for (int i = 0; i < replies.size(); i++) {
                if (i % 100 == 7) {
                    assertThat(replies.get(i)).isInstanceOf(Reply.Refusal.class);
                } else {
                    assertThat(Drivers.text(replies.get(i))).isEqualTo("e" + i);
                }
            }
        }
    }

    @Test
    @DisplayName("of 40 MB there and 40 MB back does not wait for itself")
    void large() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RedisDriver driver = Drivers.to(server)) {
            String large = "x".repeat(100_000);
            CallOptions patient = CallOptions.within(Duration.ofSeconds(20));
            List<Reply> replies = driver.pipeline(Collections.nCopies(400, command("ECHO", large)), patient);
            assertThat(replies)
                    .hasSize(400)
                    .allMatch(reply -> Drivers.text(reply).equals(large));
        }
    }

    @Test
    @DisplayName("keeps the replies that came before the time was over, and says why the others are missing")
    void partial() throws IOException {
        try (FakeServer server = FakeServer.dripping("+1\r\n+2\r\n", 1);
                RedisDriver driver = Drivers.open(RedisSettings.of("127.0.0.1", server.port()).toBuilder())) {
            Command huge = Command.keyed("SET", bytes("k"), new byte[2_000_000]);
            List<Reply> replies = driver.pipeline(
                    List.of(command("A"), command("B"), command("C"), huge, command("D")), Drivers.millis(200));
            assertThat(replies.stream().limit(2).map(Drivers::text)).containsExactly("1", "2");
            assertMissing(replies.get(2), Execution.UNKNOWN);
            assertMissing(replies.get(3), Execution.UNKNOWN);
            assertMissing(replies.get(4), Execution.NOT_EXECUTED);
        }
    }

    @Test
    @DisplayName("that may be repeated is, from the first missing reply on, when the connection is lost")
    void repeated() throws IOException {
        try (FakeServer server = FakeServer.hangingUp("+1\r\n", "+2\r\n+3\r\n");
                RedisDriver driver = Drivers.open(RedisSettings.of("127.0.0.1", server.port()).toBuilder())) {
            List<Command> commands = List.of(command("A"), command("B"), command("C"));
            assertThat(driver.pipeline(commands, SECOND.repeatable()).stream().map(Drivers::text))
                    .containsExactly("1", "2", "3");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("that may not be repeated is not")
    void notRepeated() throws IOException {
        try (FakeServer server = FakeServer.hangingUp("+1\r\n", "+2\r\n+3\r\n");
                RedisDriver driver = Drivers.open(RedisSettings.of("127.0.0.1", server.port()).toBuilder())) {
            List<Reply> replies = driver.pipeline(List.of(command("A"), command("B")), SECOND);
            assertThat(Drivers.text(replies.get(0))).isEqualTo("1");
            assertThat(replies.get(1))
                    .isInstanceOfSatisfying(
                            Reply.Missing.class,
                            missing -> assertThat(missing.reason().kind()).isEqualTo(Kind.CONNECTION_LOST));
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("a single command is repeated once and no more")
    void single() throws IOException {
        try (FakeServer server = FakeServer.hangingUp("", "", "+3\r\n");
                RedisDriver driver = Drivers.open(RedisSettings.of("127.0.0.1", server.port()).toBuilder())) {
            DriverException e = Drivers.failure(() -> driver.execute(command("A"), SECOND.repeatable()));
            assertThat(e.kind()).isEqualTo(Kind.CONNECTION_LOST);
            assertThat(e.execution()).isEqualTo(Execution.UNKNOWN);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    private static void assertMissing(Reply reply, Execution execution) {
        assertThat(reply).isInstanceOf(Reply.Missing.class);
        DriverException reason = ((Reply.Missing) reply).reason();
        assertThat(reason.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(reason.execution()).isEqualTo(execution);
    }
}
