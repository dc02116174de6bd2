package io.redoubt.jedis;

import static io.redoubt.jedis.Opened.bytes;
import static io.redoubt.jedis.Opened.command;
import static io.redoubt.jedis.Opened.eventually;
import static io.redoubt.jedis.Opened.failure;
import static io.redoubt.jedis.Opened.millis;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.CommandBatching;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("Whatever is thrown between queue, socket and reply")
final class ThrownErrorsTest {

    private static final int CALLS = Integer.getInteger("calls", 200_000);
    private static final int CALLERS = 32;
    private static final byte[] SCRIPT =
            bytes("redis.call('SADD', KEYS[1], ARGV[1]) return ARGV[1] .. string.rep('.', tonumber(ARGV[2]))");
    private static final int LARGE = 100_000;

    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final Set<String> notExecuted = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    @Test
    @DisplayName(
            "leaves each caller with its own reply or an honest failure, on a shared wire and on single connections")
    void ownReplies() throws Exception {
        load(CommandBatching.ON, 2_500, new ErrorSource(150, 5_000));
        load(CommandBatching.OFF, 1_000, new ErrorSource(150, 5_000));
    }

    @Tag("slow")
    @Test
    @DisplayName("leaves each of 200,000 calls with its own reply or an honest failure")
    void manyOwnReplies() throws Exception {
        load(CommandBatching.ON, CALLS * 3 / 4, new ErrorSource(500, 20_000));
        load(CommandBatching.OFF, CALLS / 4, new ErrorSource(500, 20_000));
    }

    private void load(CommandBatching commandBatching, int calls, ErrorSource errors) throws Exception {
        RedisSettings settings = Opened.settings()
                .commandBatching(commandBatching)
                .largeRequestBytes(LARGE / 2)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                Opened driver =
                        Opened.with(JedisNodeClientFactory.with(settings, errors::nanoTime, errors::around), server)) {
            NodeClient client = driver.client();
            String name = commandBatching + "-";
            Callers.start(CALLERS, caller -> {
                        Random random = new Random(caller);
                        for (int call = 0; call < calls / CALLERS; ) {
                            call += callOnce(client, name + caller + "-" + call, random);
                        }
                    })
                    .finish();
            errors.stop();
            assertThat(errors.thrown()).isPositive();
            Set<String> executed = new HashSet<>(raw.texts("SMEMBERS", "executed"));
            assertThat(executed).containsAll(answered);
            assertThat(notExecuted).noneMatch(executed::contains);
            assertThat(answered.size()).isGreaterThan(calls / 2);
            nothingIsLeft(server, raw, client);
            answered.clear();
        }
    }

    /** Verifies that no call is still counted, no connection has leaked, and deadlines are kept. */
    private static void nothingIsLeft(RedisServer server, RawRedis raw, NodeClient client) throws Exception {
        eventually().until(() -> client.load().inFlight() + client.load().waiting() == 0);
        eventually()
                .until(() -> raw.text("CLIENT", "LIST").lines().count() - 1
                        == client.load().connections());
        Callers.start(64, caller -> {
                    for (int i = 0; i < 20; i++) {
                        String question = "after-" + caller + "-" + i;
                        assertThat(Opened.text(client.execute(command("ECHO", question), patient())))
                                .isEqualTo(question);
                    }
                })
                .finish();
        server.suspend();
        Callers late = Callers.start(
                CALLERS,
                i -> assertThat(failure(() -> client.execute(command("PING"), millis(200)))
                                .kind())
                        .isEqualTo(Kind.TIMEOUT));
        late.finish();
        server.resume();
    }

    /** Makes one call in a random way. Returns the number of its commands. */
    private int callOnce(NodeClient client, String id, Random random) {
        int way = random.nextInt(20);
        if (way < 15) {
            boolean large = way == 0;
            Command command = marking(id, large ? LARGE : random.nextInt(30), large);
            try {
                check(id, client.execute(command, patient()));
            } catch (DriverException e) {
                failed(id, e);
            }
            return 1;
        }
        List<String> ids = new ArrayList<>();
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < (way == 15 ? 200 : 1 + random.nextInt(10)); i++) {
            ids.add(id + "/" + i);
            commands.add(marking(ids.get(i), random.nextInt(3_000), false));
        }
        List<Reply> replies = way < 18
                ? client.pipeline(commands, patient())
                : client.send(commands, patient()).await();
        assertThat(replies).hasSameSizeAs(commands);
        for (int i = 0; i < ids.size(); i++) {
            if (replies.get(i) instanceof Reply.Missing missing) {
                failed(ids.get(i), missing.reason());
            } else {
                check(ids.get(i), replies.get(i));
            }
        }
        return ids.size();
    }

    private void check(String id, Reply reply) {
        String text = Opened.text(reply);
        assertThat(text.substring(0, Math.min(text.length(), id.length()))).isEqualTo(id);
        assertThat(text.substring(id.length())).matches("\\.*");
        answered.add(id);
    }

    private void failed(String id, DriverException e) {
        // A call that lasts until its deadline hangs, because the server is running and answers.
        assertThat(e.kind()).as("%s", e).isNotIn(Kind.TIMEOUT, Kind.INTERRUPTED, Kind.CLOSED, Kind.OVERLOADED);
        (e.execution() == Execution.NOT_EXECUTED ? notExecuted : unknown).add(id);
    }

    private static Command marking(String id, int padding, boolean largeRequest) {
        return Command.keyless(
                "EVAL",
                SCRIPT,
                bytes("1"),
                bytes("executed"),
                bytes(id),
                bytes(Integer.toString(padding)),
                largeRequest ? new byte[LARGE] : new byte[0]);
    }

    private static Deadline patient() {
        return millis(30_000);
    }
}
