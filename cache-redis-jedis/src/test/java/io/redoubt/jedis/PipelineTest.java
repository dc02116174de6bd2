package io.redoubt.jedis;

import static io.redoubt.jedis.Opened.bytes;
import static io.redoubt.jedis.Opened.command;
import static io.redoubt.jedis.Opened.patient;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.io.IOException;
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
                Opened driver = Opened.to(server)) {
            List<Command> commands = IntStream.range(0, 2_500)
                    .mapToObj(i -> i % 100 == 7 ? command("NOSUCH") : command("ECHO", "e" + i))
                    .toList();
            List<Reply> replies = driver.client().pipeline(commands, patient());
            assertThat(replies).hasSize(2_500);
            for (int i = 0; i < replies.size(); i++) {
                if (i % 100 == 7) {
                    assertThat(replies.get(i)).isInstanceOf(Reply.Refusal.class);
                } else {
                    assertThat(Opened.text(replies.get(i))).isEqualTo("e" + i);
                }
            }
        }
    }

    @Test
    @DisplayName("of 40 MB there and 40 MB back does not wait for itself")
    void large() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                Opened driver = Opened.to(server)) {
            String large = "x".repeat(100_000);
            List<Reply> replies = driver.client().pipeline(Collections.nCopies(400, command("ECHO", large)), patient());
            assertThat(replies)
                    .hasSize(400)
                    .allMatch(reply -> Opened.text(reply).equals(large));
        }
    }

    @Test
    @DisplayName("keeps the replies that came before the time was over, and says why the others are missing")
    void partial() throws IOException {
        try (FakeServer server = FakeServer.dripping("+1\r\n+2\r\n", 1);
                Opened driver = Opened.to(server, Opened.unshared())) {
            Command huge = Command.keyed("SET", bytes("k"), new byte[2_000_000]);
            List<Command> commands = List.of(command("A"), command("B"), command("C"), huge, command("D"));
            long millis = 200;
            List<Reply> replies = driver.client().pipeline(commands, Opened.millis(millis));
            while (replies.get(1) instanceof Reply.Missing && millis < 20_000) {
                // The machine was suspended for longer than that.
                millis *= 10;
                replies = driver.client().pipeline(commands, Opened.millis(millis));
            }
            assertThat(replies.stream().limit(2).map(Opened::text)).containsExactly("1", "2");
            assertMissing(replies.get(2), Execution.UNKNOWN);
            assertMissing(replies.get(3), Execution.NOT_EXECUTED);
            assertMissing(replies.get(4), Execution.NOT_EXECUTED);
        }
    }

    @Test
    @DisplayName("is never sent again, and says what may have been executed, when the connection is lost")
    void lost() throws IOException {
        try (FakeServer server = FakeServer.hangingUp("+1\r\n", "+2\r\n+3\r\n");
                Opened driver = Opened.to(server, Opened.settings())) {
            List<Reply> replies = driver.client().pipeline(List.of(command("A"), command("B")), patient());
            assertThat(Opened.text(replies.get(0))).isEqualTo("1");
            assertThat(replies.get(1))
                    .isInstanceOfSatisfying(
                            Reply.Missing.class,
                            missing -> assertThat(missing.reason().kind()).isEqualTo(Kind.CONNECTION_LOST));
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    private static void assertMissing(Reply reply, Execution execution) {
        assertThat(reply).isInstanceOf(Reply.Missing.class);
        DriverException reason = ((Reply.Missing) reply).reason();
        assertThat(reason.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(reason.execution()).isEqualTo(execution);
    }
}
