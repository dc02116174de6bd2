package io.redoubt;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redoubt.api.ClosedException;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.Ttl;
import io.redoubt.api.health.Health;
import io.redoubt.api.health.HealthStatus;
import io.redoubt.redis.ConnectMode;
import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.net.BlackHole;
import io.redoubt.test.net.ClosedPort;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of {@link Redoubt} on reachable and unreachable servers. */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD) // for a call that hangs; an interrupt would not end it
final class ConnectTest {

    /**
     * Timeout that suffices for the first call of a driver in this JVM, which loads its classes, on a busy
     * machine.
     */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private static Redoubt connect(String driver, RedisSettingsBuilder redis) {
        return connect(driver, redis, PATIENT);
    }

    private static Redoubt connect(String driver, RedisSettingsBuilder redis, Duration timeout) {
        return Redoubt.connect(RedoubtSettings.builder()
                .redis(redis.commandTimeout(timeout).connectTimeout(PATIENT).build())
                .driver(driver)
                .keyPrefix("front-door")
                .build());
    }

    private static RedisSettingsBuilder at(String host, int port) {
        return RedisSettings.builder().node(new Node(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("Caches on a server, is well there, and leaves no thread when it is closed, twice")
    void works(String driver) {
        Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
        RedisServer server = RedisServers.shared();
        Redoubt redoubt = connect(driver, at(server.host(), server.port()));
        redoubt.cache().set("k", "v", Ttl.of(ofMinutes(1)));
        assertThat(redoubt.cache().get("k", String.class)).contains("v");
        assertThat(redoubt.cache().delete("k")).isTrue();
        Health health = redoubt.health().check();
        assertThat(health.status()).isEqualTo(HealthStatus.UP);
        assertThat(health.components()).extracting(Health::name).containsExactly("redis", "near");
        assertThat(health.components().get(0).details()).containsKey("latencyMs");
        redoubt.close();
        redoubt.close();
        threads.verify();
        assertThatThrownBy(() -> redoubt.cache().get("k", String.class))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("Starts without a server; calls fail before their time is over and say what to do, and health is DOWN")
    void noServer(String driver) {
        try (ClosedPort nobody = ClosedPort.find();
                Redoubt redoubt = connect(driver, at(nobody.host(), nobody.port()))) {
            assertThatThrownBy(() -> redoubt.cache().get("k", String.class))
                    .isNotInstanceOf(StoreTimeoutException.class)
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.mayHaveTakenEffect()).isFalse())
                    .hasMessageContaining("cache.get of 'k'")
                    .hasMessageContaining(nobody.host() + ":" + nobody.port())
                    .hasMessageContaining("Check that the server runs");
            assertThat(redoubt.health().check().status()).isEqualTo(HealthStatus.DOWN);
            assertThat(redoubt.health().check().components().get(0).details()).containsEntry("error", "UNREACHABLE");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("Connects at once if told so, counts it, and tells the listener")
    void eager(String driver) {
        RedisServer server = RedisServers.shared();
        List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
        Node node = new Node(server.host(), server.port());
        try (Redoubt redoubt = connect(
                driver,
                at(server.host(), server.port())
                        .connectMode(ConnectMode.EAGERLY)
                        .heartbeat(ofMinutes(1))
                        .listener(events::add))) {
            // Another one if the check of the eviction policy coincides with a call.
            assertThat(redoubt.connections().orElseThrow().connected()).isBetween(1L, 2L);
            redoubt.cache().get("k", String.class);
            assertThat(redoubt.connections().orElseThrow().connected()).isBetween(1L, 2L);
            await().atMost(PATIENT)
                    .untilAsserted(() -> assertThat(events).containsExactly(new ConnectionEvent.Connected(node)));
        }
        assertThat(Redoubt.embedded().connections()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("Does not start without a server if told to connect at once, and leaves no thread")
    void eagerWithoutServer(String driver) {
        Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
        try (ClosedPort nobody = ClosedPort.find()) {
            assertThatThrownBy(() ->
                            connect(driver, at(nobody.host(), nobody.port()).connectMode(ConnectMode.EAGERLY)))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("redoubt.connect of 'redis://" + nobody.host() + ":" + nobody.port());
        }
        threads.verify();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("Ends calls to a server that never answers at the command timeout")
    void silentServer(String driver) {
        try (BlackHole silent = BlackHole.swallowing();
                Redoubt redoubt = connect(
                        driver, at(silent.host(), silent.port()).connectMode(ConnectMode.LAZILY), ofMillis(300))) {
            // The server is silent until the end of the test, so only the call's own timeout can end the call.
            assertThatThrownBy(() -> redoubt.cache().set("k", "v", Ttl.of(ofMinutes(1))))
                    .isInstanceOf(StoreTimeoutException.class)
                    .hasMessageContaining("raise the command timeout");
            assertThat(redoubt.health().check().status()).isEqualTo(HealthStatus.DOWN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("Says that a password is wrong, and not which it was")
    void wrongPassword(String driver) {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults().password("right"));
                Redoubt redoubt =
                        connect(driver, at(server.host(), server.port()).password("guessed"))) {
            assertThatThrownBy(() -> redoubt.cache().get("k", String.class))
                    .isInstanceOfSatisfying(
                            StoreRejectedException.class,
                            e -> assertThat(e.code()).isEqualTo("ACCESS_DENIED"))
                    .hasMessageContaining("Check user, password")
                    .message()
                    .doesNotContain("guessed");
            assertThat(redoubt.health().check().components().get(0).details()).containsEntry("error", "ACCESS_DENIED");
        }
    }

    @Test
    @DisplayName("With two drivers on the class path, one must be chosen")
    void twoDrivers() {
        assertThatThrownBy(() -> Redoubt.connect(
                        RedoubtSettings.builder().url("redis://localhost").build()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("[jedis, lettuce]")
                .hasMessageContaining("REDOUBT_DRIVER");
    }

    @Test
    @DisplayName("Embedded and connected settings are not mixed up")
    void mixedUp() {
        assertThatThrownBy(() -> Redoubt.embedded(
                        RedoubtSettings.builder().url("redis://:pw@localhost").build()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("localhost")
                .message()
                .doesNotContain("pw");
        assertThatThrownBy(() -> Redoubt.connect(RedoubtSettings.builder().build()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Redoubt.embedded()");
    }

    @Test
    @DisplayName("Embedded, everything works and is well")
    void embedded() {
        try (Redoubt redoubt = Redoubt.embedded()) {
            redoubt.cache().set("k", "v", Ttl.of(ofMinutes(1)));
            assertThat(redoubt.cache().get("k", String.class)).contains("v");
            assertThat(redoubt.health().check().status()).isEqualTo(HealthStatus.UP);
        }
    }
}
