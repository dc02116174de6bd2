package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.proxy.TrafficCounts;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for command pipelines of a Redis driver: order of replies, round trips and length. */
abstract class PipelineTests extends DriverTestBase {

    @Test
    @DisplayName("returns the replies in the order of the commands, including an error in the middle")
    void order() {
        String key = freshKey();
        List<Reply> replies = driver().pipeline(
                        List.of(
                                set(key, "one"),
                                get(key),
                                Command.keyed("LPUSH", bytes(key), bytes("x")),
                                set(key, "two"),
                                get(key)),
                        LONG_TIMEOUT);
        assertThat(replies).hasSize(5);
        assertThat(text(replies.get(1))).isEqualTo("one");
        assertThat(replies.get(2)).isInstanceOf(Reply.Refusal.class);
        assertThat(text(replies.get(4))).isEqualTo("two");
    }

    @Test
    @DisplayName("needs one round trip for 500 commands, and one for a single one")
    void oneRoundTrip() throws Exception {
        RedisServer server = RedisServers.shared();
        FaultProxy proxy = closeAfterTest(FaultProxy.before(server.host(), server.port()));
        RedisDriver driver =
                driver(settings(new Node(proxy.host(), proxy.port())).build());
        driver.execute(ping(), LONG_TIMEOUT);
        List<String> values =
                IntStream.range(0, 500).mapToObj(i -> "value " + i).toList();
        AtomicInteger sent = new AtomicInteger();
        proxy.setCommandListener(command -> sent.incrementAndGet());
        proxy.faults().holdReplies();
        Future<List<Reply>> replies = background(() -> driver.pipeline(echo(values), BEYOND_TEST_TIMEOUT));
        // All commands are sent before the first one is answered.
        eventually().untilAsserted(() -> assertThat(sent).hasValue(500));
        proxy.heal();
        assertThat(replies.get().stream().map(DriverTestBase::text)).isEqualTo(values);
        assertThat(sent).hasValue(500);

        TrafficCounts single = proxy.measure(() -> driver.execute(ping(), LONG_TIMEOUT));
        assertThat(single.commands()).isEqualTo(1);
        assertThat(single.roundTrips()).isEqualTo(1);
    }

    @Test
    @DisplayName("may be longer than the limit of pending commands")
    void longerThanTheBounds() {
        RedisDriver driver =
                driver(settings(RedisServers.shared()).maxPending(64).build());
        List<String> values =
                IntStream.range(0, 1000).mapToObj(i -> "value " + i).toList();
        List<Reply> replies = driver.pipeline(echo(values), LONG_TIMEOUT);
        assertThat(replies.stream().map(DriverTestBase::text)).isEqualTo(values);
    }

    @Test
    @DisplayName("without commands returns no replies and does not connect")
    void empty() {
        RedisServer server = RedisServers.shared();
        RedisDriver driver = driver(settings(server).clientName("tck-empty").build());
        assertThat(driver.pipeline(List.of(), LONG_TIMEOUT)).isEmpty();
        assertThat(raw(server).text("CLIENT", "LIST")).doesNotContain("tck-empty");
    }

    private static List<Command> echo(List<String> values) {
        return values.stream()
                .map(value -> Command.keyless("ECHO", bytes(value)))
                .toList();
    }
}
