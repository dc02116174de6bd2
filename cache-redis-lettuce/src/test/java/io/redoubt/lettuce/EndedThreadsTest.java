package io.redoubt.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.protocol.ProtocolVersion;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.NodeIdentityCheck;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the driver after errors that Netty does not catch, as in a full heap. */
@Timeout(120)
@DisplayName("After the end of Lettuce's threads")
final class EndedThreadsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Error that cannot be logged, so Netty cannot catch it. */
    private static final class Unloggable extends Error {

        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new InternalError("planted: there is no memory for the message");
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }

    /** Threads that end. */
    private enum Ended {
        EVENT_LOOPS,
        WORKERS,
        ALL;

        boolean matches(EventExecutor thread) {
            return this == ALL || (thread instanceof EventLoop) == (this == EVENT_LOOPS);
        }
    }

    /** Listener of a push connection that records its end. */
    private record EndListener(CompletableFuture<DriverException> end) implements PushMessageListener {

        @Override
        public void message(byte[] channel, byte[] payload) {}

        @Override
        public void invalidated(List<byte[]> keys) {}

        @Override
        public void flushed() {}

        @Override
        public void ended(DriverException reason) {
            end.complete(reason);
        }
    }

    @ParameterizedTest
    @EnumSource(Ended.class)
    @DisplayName("push connections end, and new threads answer calls, also after it has happened again")
    void replaced(Ended ended) throws Exception {
        RedisSettings settings = RedisSettings.builder().build();
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                LettuceNodeClientFactory driver = new LettuceNodeClientFactory(settings, System::nanoTime);
                NodeClient client = client(driver, server)) {
            for (int time = 0; time < 2; time++) {
                CompletableFuture<DriverException> pushEnd = new CompletableFuture<>();
                client.listen(
                        new PushSubscription.Messages(List.of(PubSubChannel.global(Command.ascii("news")))),
                        new EndListener(pushEnd),
                        deadline());
                assertThat(ping(client)).isInstanceOf(Reply.Data.class);
                LettuceRuntime former = driver.runtime();
                List<EventExecutor> threads = former.threads();
                assertThat(threads).hasSize(4);

                threads.stream().filter(ended::matches).forEach(EndedThreadsTest::end);

                // Without any call: a push connection has no callers that would notice.
                pushEnd.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                Awaitility.await().atMost(PATIENCE).until(() -> driver.runtime() != former);
                Awaitility.await()
                        .atMost(PATIENCE)
                        .ignoreException(DriverException.class)
                        .until(() -> ping(client) instanceof Reply.Data);
                Awaitility.await().atMost(PATIENCE).until(() -> threads.stream().allMatch(EventExecutor::isTerminated));
            }
        }
    }

    @Test
    @DisplayName("a call in progress fails")
    void callInProgress() throws Exception {
        RedisSettings settings = RedisSettings.builder().build();
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                LettuceNodeClientFactory driver = new LettuceNodeClientFactory(settings, System::nanoTime);
                NodeClient client = client(driver, server)) {
            assertThat(ping(client)).isInstanceOf(Reply.Data.class);
            Command blocking = Command.keyless("BLPOP", Command.ascii("none"), Command.ascii("0"));
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            CountDownLatch sent = new CountDownLatch(1);
            Thread caller = new Thread(
                    () -> {
                        try {
                            var pending = client.send(List.of(blocking), deadline());
                            sent.countDown();
                            outcome.complete(((Reply.Missing) pending.await().get(0)).reason());
                        } catch (Throwable e) {
                            outcome.complete(e);
                        }
                    },
                    "ended-threads-caller");
            caller.start();
            assertThat(sent.await(30, TimeUnit.SECONDS)).isTrue();
            Awaitility.await().atMost(PATIENCE).until(() -> client.load().inFlight() == 1);

            driver.runtime().threads().forEach(EndedThreadsTest::end);

            assertThat(outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            DriverException.class,
                            e -> assertThat(e.kind()).isEqualTo(DriverException.Kind.CONNECTION_LOST));
            caller.join();
        }
    }

    @Test
    @DisplayName("does not come from errors of connect attempts, whatever throws them")
    void failingAttempts() throws Exception {
        CountDownLatch attempts = new CountDownLatch(4);
        RedisSettings settings = RedisSettings.builder()
                .tls(TlsSettings.using(() -> {
                    throw new NoClassDefFoundError("planted");
                }))
                .build();
        try (LettuceNodeClientFactory driver = new LettuceNodeClientFactory(settings, System::nanoTime)) {
            Node node = new Node("localhost", 1);
            LettuceRuntime runtime = driver.runtime();
            while (attempts.getCount() > 0) {
                long before = attempts.getCount();
                ExceptionTranslator exceptions = new ExceptionTranslator(node, () -> false);
                CommandMultiplexer target = new CommandMultiplexer(driver, exceptions, settings, null, ended -> {
                    attempts.countDown();
                    throw new InternalError("planted");
                });
                driver.connect(node, null, 0, ProtocolVersion.RESP2, new NodeIdentityCheck(), target);
                Awaitility.await().atMost(PATIENCE).until(() -> attempts.getCount() < before);
            }
            for (EventExecutor thread : runtime.threads()) {
                assertThat(thread.submit(() -> "alive").get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isEqualTo("alive");
            }
            assertThat(driver.runtime()).isSameAs(runtime);
        }
    }

    /** Ends a thread as an error does that Netty does not catch. */
    private static void end(EventExecutor thread) {
        thread.execute(() -> {
            throw new Unloggable();
        });
    }

    private static NodeClient client(LettuceNodeClientFactory driver, RedisServer server) {
        return driver.client(
                new Node(server.host(), server.port()), NodeCredentialsSource.fixed(null), 0, new SilentListener());
    }

    private static Reply ping(NodeClient client) {
        return client.execute(Command.keyless("PING"), deadline());
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(20), System::nanoTime);
    }
}
