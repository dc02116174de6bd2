package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.test.process.ChildJvm;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An instance that closes itself on shutdown")
@Timeout(value = 240, threadMode = ThreadMode.SEPARATE_THREAD)
final class CloseOnShutdownTest {

    private static final String LOCK_KEY = ShutdownProcess.PREFIX + ":lock:{" + ShutdownProcess.LOCK + "}:held";
    private static final String FENCE_KEY = ShutdownProcess.PREFIX + ":lock:{" + ShutdownProcess.LOCK + "}:fence";
    private static final String VALUE_KEY = ShutdownProcess.PREFIX + ":cache:" + ShutdownProcess.KEY;
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final int EXIT_CODE_OF_SIGTERM = 128 + 15;

    private final RedisServer server = RedisServers.shared();
    private final FaultProxy proxy = FaultProxy.before(server.host(), server.port());
    private final RawRedis redis = server.raw();

    @AfterEach
    void close() {
        redis.call("DEL", LOCK_KEY);
        redis.call("DEL", FENCE_KEY);
        redis.call("DEL", VALUE_KEY);
        redis.close();
        proxy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("on SIGTERM lets a call in progress complete, and releases its locks before the JVM ends")
    void terminated(String driver) {
        try (ChildJvm process = withCallInProgress(driver, "closing")) {
            process.terminate();
            assertThat(process.line()).isEqualTo("shutting down");
            proxy.heal();
            assertThat(process.line()).isEqualTo("called");
            assertThat(process.awaitExit(MAX_WAIT.toSeconds())).isEqualTo(EXIT_CODE_OF_SIGTERM);
            assertThat(redis.number("EXISTS", LOCK_KEY)).isZero();
        }
    }

    @Test
    @DisplayName("is not the default: without it the lock stays until its lease ends")
    void notAsked() {
        try (ChildJvm process = withCallInProgress("jedis", "staying")) {
            process.terminate();
            assertThat(process.line()).isEqualTo("shutting down");
            proxy.heal();
            assertThat(process.line()).isEqualTo("called");
            assertThat(process.awaitExit(MAX_WAIT.toSeconds())).isEqualTo(EXIT_CODE_OF_SIGTERM);
            assertThat(redis.number("EXISTS", LOCK_KEY)).isEqualTo(1);
        }
    }

    private ChildJvm withCallInProgress(String driver, String mode) {
        String url = "redis://" + proxy.host() + ":" + proxy.port();
        ChildJvm process = ChildJvm.start(ShutdownProcess.class, url, driver, mode);
        assertThat(process.line()).isEqualTo("locked");
        proxy.faults().holdReplies();
        process.send("call");
        await().atMost(MAX_WAIT).until(() -> redis.number("EXISTS", VALUE_KEY) == 1);
        return process;
    }

    @Test
    @DisplayName("leaves no hook behind when it is closed before")
    void noLeak() {
        WeakReference<CacheStore> cache = closedCache();

        await().atMost(MAX_WAIT).until(() -> {
            System.gc();
            return cache.refersTo(null);
        });
    }

    /** Returns what a hook would keep; in a method of its own, so that no local variable does. */
    private static WeakReference<CacheStore> closedCache() {
        Redoubt redoubt =
                Redoubt.embedded(RedoubtSettings.builder().closeOnShutdown().build());
        WeakReference<CacheStore> cache = new WeakReference<>(redoubt.cache());
        redoubt.close();
        redoubt.close();
        return cache;
    }
}
