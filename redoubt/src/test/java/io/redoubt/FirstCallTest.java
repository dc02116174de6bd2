package io.redoubt;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.redoubt.api.ClosedException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.redis.ConnectMode;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.net.BlackHole;
import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the first call of an instance, which comes before it is connected. */
@Timeout(120)
final class FirstCallTest {

    private static final Duration PATIENT = ofSeconds(30);

    private static Redoubt connect(String driver, String host, int port, ConnectMode mode) {
        return Redoubt.connect(RedoubtSettings.builder()
                .redis(RedisSettings.builder()
                        .node(new Node(host, port))
                        .connectTimeout(PATIENT)
                        .commandTimeout(ofMillis(300))
                        .connectMode(mode)
                        .build())
                .driver(driver)
                .keyPrefix("first-call")
                .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("An instance connects by itself, without a call")
    void connects(String driver) {
        RedisServer server = RedisServers.shared();
        try (Redoubt redoubt = connect(driver, server.host(), server.port(), ConnectMode.IN_BACKGROUND)) {
            await().atMost(PATIENT)
                    .until(() -> redoubt.connections().orElseThrow().connections() > 0);
            // That of the check of the eviction policy, which an established connection causes.
            assertThat(redoubt.connections().orElseThrow().calls()).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("Connecting does not count for the timeout of the first call, unless the call itself connects")
    void slowConnection(String driver) throws Exception {
        RedisServer server = RedisServers.shared();
        for (ConnectMode mode : List.of(ConnectMode.IN_BACKGROUND, ConnectMode.LAZILY)) {
            try (FaultProxy proxy = FaultProxy.before(server.host(), server.port())) {
                proxy.faults().delay(ofMillis(700));
                try (Redoubt redoubt = connect(driver, proxy.host(), proxy.port(), mode)) {
                    CompletableFuture<Object> first =
                            CompletableFuture.supplyAsync(() -> redoubt.cache().get("k", String.class));
                    if (mode == ConnectMode.LAZILY) {
                        assertThatThrownBy(() -> first.get(60, TimeUnit.SECONDS))
                                .hasCauseInstanceOf(StoreTimeoutException.class);
                    } else {
                        await().atMost(PATIENT)
                                .until(() -> redoubt.connections().orElseThrow().connections() > 0);
                        proxy.faults().heal();
                        assertThat(first.get(60, TimeUnit.SECONDS)).isNotNull();
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName(
            "A call that waits for the first connection ends when it is interrupted, and when the instance is closed")
    void waiting(String driver) throws Exception {
        Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
        try (BlackHole silent = BlackHole.swallowing()) {
            Redoubt redoubt = connect(driver, silent.host(), silent.port(), ConnectMode.IN_BACKGROUND);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> redoubt.cache().get("k", String.class))
                    .isInstanceOf(RedoubtInterruptedException.class);
            assertThat(Thread.interrupted()).isTrue();
            CompletableFuture<Object> waiting =
                    CompletableFuture.supplyAsync(() -> redoubt.cache().get("k", String.class));
            await().atMost(PATIENT)
                    .until(() -> redoubt.connections().orElseThrow().calls() == 2);
            redoubt.close();
            assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfAny(ClosedException.class, StoreUnavailableException.class);
        }
        threads.verify();
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("In a new JVM with one busy processor, the first calls succeed")
    void busyProcessor(String driver) {
        RedisServer server = RedisServers.shared();
        for (int i = 0; i < 3; i++) {
            try (ChildJvm child = ChildJvm.start(
                    List.of("-XX:ActiveProcessorCount=1"),
                    FirstCallProcess.class,
                    driver,
                    server.host(),
                    String.valueOf(server.port()))) {
                assertThat(child.line()).isEqualTo("answered");
            }
        }
    }
}
