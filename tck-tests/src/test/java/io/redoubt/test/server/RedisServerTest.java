package io.redoubt.test.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.redoubt.test.net.ReservedLoopbackPort;
import io.redoubt.test.server.ServerSource.SearchResult;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A server of the tests")
class RedisServerTest {

    @Test
    @DisplayName("answers, says what it is, and keeps nothing on disk")
    void starts() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis redis = server.raw()) {
            assertThat(redis.call("PING")).isEqualTo("PONG");
            assertThat(server.version()).matches("\\d+\\.\\d+\\.\\d+");
            assertThat(server.flavour()).isIn("Redis", "Valkey");
            assertThat(server.uri()).isEqualTo("redis://127.0.0.1:" + server.port());
            assertThat(redis.texts("CONFIG", "GET", "save")).containsExactly("save", "");
            assertThat(redis.texts("CONFIG", "GET", "appendonly")).containsExactly("appendonly", "no");
            assertThat(redis.texts("CONFIG", "GET", "bind")).containsExactly("bind", "127.0.0.1");
            assertThat(ProcessHandle.of(server.pid())).isPresent();
            assertThat(server).asString().contains(server.version(), server.howFound(), ":" + server.port());
        }
    }

    @Test
    @DisplayName("is a single one if it is shared by the tests of the JVM, even for concurrent callers")
    void shared() throws InterruptedException {
        Map<RedisServer, Boolean> seen = new ConcurrentHashMap<>();
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            Thread caller = new Thread(
                    () -> {
                        seen.put(RedisServers.shared(), true);
                        done.countDown();
                    },
                    "caller-" + i);
            caller.start();
        }
        done.await();
        assertThat(seen).hasSize(1);
        assertThat(RedisServers.shared().isAlive()).isTrue();
    }

    @Test
    @DisplayName("leaves no process, no open port and no directory when it is closed, once or twice")
    void closes() {
        RedisServer server = RedisServers.start(ServerOptions.defaults());
        Path directory;
        try (RawRedis redis = server.raw()) {
            directory = Path.of(redis.texts("CONFIG", "GET", "dir").get(1));
        }
        assertThat(directory).isDirectory();
        server.close();
        server.close();
        assertThatIllegalStateException().isThrownBy(server::restart).withMessageContaining("Closed");
        assertThat(ProcessHandle.of(server.pid())).isEmpty();
        assertThat(Files.exists(directory)).isFalse();
        assertThatThrownBy(() -> RawRedis.connect(server.host(), server.port()))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    @DisplayName("comes back empty on the same port after it was killed")
    void killedAndRestarted() {
        try (RedisServer first = RedisServers.start(ServerOptions.defaults())) {
            try (RawRedis redis = first.raw()) {
                redis.call("SET", "k", "v");
                first.kill();
                assertThat(first.isAlive()).isFalse();
            }
            try (RedisServer second =
                            RedisServers.start(ServerOptions.defaults().onPort(first.port()));
                    RawRedis redis = second.raw()) {
                assertThat(second.port()).isEqualTo(first.port());
                assertThat(second.pid()).isNotEqualTo(first.pid());
                assertThat(redis.call("GET", "k")).isNull();
            }
        }
    }

    @Test
    @DisplayName("restarts on the same port, with or without its persisted data, even while running or suspended")
    void restarted() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults().persistent())) {
            int port = server.port();
            long pid = server.pid();
            call(server, "SET", "k", "v");
            server.kill();
            server.restart();
            assertThat(server.port()).isEqualTo(port);
            assertThat(server.pid()).isNotEqualTo(pid);
            assertThat(ProcessHandle.of(pid)).isEmpty();
            assertThat(call(server, "GET", "k")).isEqualTo("v");
            server.suspend();
            server.restart();
            assertThat(call(server, "GET", "k")).isEqualTo("v");
            server.restartEmpty();
            assertThat(call(server, "GET", "k")).isEqualTo("null");
        }
    }

    @Test
    @DisplayName("keeps no data across a restart by default")
    void restartedWithoutPersistence() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults())) {
            call(server, "SET", "k", "v");
            server.restart();
            assertThat(call(server, "GET", "k")).isEqualTo("null");
        }
    }

    @Test
    @DisplayName("allows DEBUG where it is told to, whatever its version")
    void debug() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults().debugCommands())) {
            assertThat(call(server, "DEBUG", "SLEEP", "0.01")).isEqualTo("OK");
        }
    }

    @Test
    @DisplayName("answers nothing while suspended, goes on when resumed, and ends also while suspended")
    void suspended() {
        long pid;
        try (RedisServer server = RedisServers.start(ServerOptions.defaults())) {
            pid = server.pid();
            server.suspend();
            try (RawRedis redis = RawRedis.connect(server.host(), server.port(), Duration.ofMillis(100))) {
                assertThatThrownBy(() -> redis.call("PING")).isInstanceOf(UncheckedIOException.class);
            }
            server.resume();
            try (RawRedis redis = server.raw()) {
                assertThat(redis.call("PING")).isEqualTo("PONG");
            }
            server.suspend();
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    @DisplayName("requires its password, and gives the test a connection without it")
    void password() {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults().password("s3 \"cret\\"))) {
            try (RawRedis stranger = RawRedis.connect(server.host(), server.port())) {
                assertThat(stranger.call("GET", "k"))
                        .isEqualTo(new RawRedis.ErrorReply("NOAUTH Authentication required."));
                assertThat(stranger.call("AUTH", "s3 \"cret\\")).isEqualTo("OK");
                assertThat(stranger.call("GET", "k")).isNull();
            }
            try (RawRedis redis = server.raw()) {
                assertThat(redis.text("ACL", "WHOAMI")).isEqualTo("redoubt-tck");
            }
        }
    }

    @Test
    @DisplayName("has the ACL users that it was given, even if the default user is off")
    void users() {
        ServerOptions options = ServerOptions.defaults()
                .aclUser("default", "off")
                .aclUser("alice", "on", ">pw", "~app:*", "&*", "+@all", "-flushall");
        try (RedisServer server = RedisServers.start(options);
                RawRedis alice = RawRedis.connect(server.host(), server.port())) {
            assertThat(alice.call("AUTH", "alice", "pw")).isEqualTo("OK");
            assertThat(alice.call("SET", "app:1", "x")).isEqualTo("OK");
            assertThat(alice.refusal("SET", "other", "x").code()).isEqualTo("NOPERM");
            try (RawRedis redis = server.raw()) {
                assertThat(redis.call("GET", "app:1")).isEqualTo("x");
            }
        }
    }

    @Test
    @DisplayName("takes further configuration")
    void configuration() {
        try (RedisServer server = RedisServers.start(
                        ServerOptions.defaults().config("maxmemory", "3mb").config("maxmemory-policy", "noeviction"));
                RawRedis redis = server.raw()) {
            assertThat(redis.texts("CONFIG", "GET", "maxmemory")).containsExactly("maxmemory", "3145728");
        }
    }

    @Test
    @DisplayName("shows the end of its log if it does not start")
    void failedStart() {
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisServers.start(ServerOptions.defaults().config("no-such-directive", "1")))
                .withMessageContainingAll("The server ended instead of answering", "no-such-directive");
    }

    @Test
    @DisplayName("does not mistake another server on its port for itself")
    void strangerOnThePort() {
        try (RedisServer stranger = RedisServers.start(ServerOptions.defaults())) {
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> RedisServers.start(ServerOptions.defaults().onPort(stranger.port())))
                    .withMessageContaining("in use");
        }
    }

    @Test
    @DisplayName("takes another port if a foreign program bound the chosen one first")
    void portRace() {
        SearchResult.Found found =
                ServerSearch.of(ServerSearchEnvironment.ofThisJvm()).find();
        assumeThat(found.launcher()).isInstanceOf(BinaryLauncher.class);
        List<ReservedLoopbackPort> ports = List.of(ReservedLoopbackPort.take(), ReservedLoopbackPort.take());
        try (RedisServer stranger =
                RedisServers.start(ServerOptions.defaults().onPort(ports.get(0).number()))) {
            RunningServer run =
                    ((BinaryLauncher) found.launcher()).launch(ServerOptions.defaults(), ports.iterator()::next);
            try {
                assertThat(run.isAlive()).isTrue();
                assertThat(run.port())
                        .isNotEqualTo(stranger.port())
                        .isEqualTo(ports.get(1).number());
            } finally {
                run.stop();
            }
        }
    }

    private static String call(RedisServer server, String... words) {
        try (RawRedis redis = server.raw()) {
            return String.valueOf(redis.call(words));
        }
    }
}
