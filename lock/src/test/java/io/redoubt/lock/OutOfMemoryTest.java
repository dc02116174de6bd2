package io.redoubt.lock;

import static io.redoubt.lock.Backends.PATIENT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.backend.OutOfMemoryServer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of every operation on locks while the server has no memory: all that needs none works. */
@DisplayName("Locks on a server without memory")
final class OutOfMemoryTest {

    private static final LockOptions LONG = LockOptions.lease(ofMinutes(2));

    static Stream<Arguments> drivers() {
        return Stream.of(
                Arguments.argumentSet("lettuce", new LettuceDriverProvider()),
                Arguments.argumentSet("jedis", new JedisDriverProvider()));
    }

    private static void with(RedisDriverProvider provider, BiConsumer<OutOfMemoryServer, LockProvider> test) {
        try (OutOfMemoryServer server = OutOfMemoryServer.start(provider)) {
            RedisLockStore store = new RedisLockStore(
                    new RedisOperations(server.driver(), PATIENT, System::nanoTime),
                    new KeyPrefix("").space(KeyKind.LOCK));
            LockProviderFactory locks =
                    LockProviderFactory.on(store, System::nanoTime, PATIENT, AsyncSettings.defaults());
            try {
                test.accept(server, locks.provider());
            } finally {
                server.free();
                locks.close();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A renewed lock is renewed on and on, and never reported as lost")
    void renewed(RedisDriverProvider provider) {
        with(provider, (server, locks) -> {
            AtomicInteger lost = new AtomicInteger();
            LockHandle lock =
                    locks.acquire("x", LockOptions.lease(ofSeconds(10)).autoRenew());
            lock.onLost(lost::incrementAndGet);
            server.fill();
            String before = server.raw().text("GET", "lock:{x}:held");
            Awaitility.await()
                    .atMost(ofSeconds(60))
                    .until(() -> !server.raw().text("GET", "lock:{x}:held").equals(before));
            assertThat(lock.isValid()).isTrue();
            assertThat(lost).hasValue(0);
            assertThat(lock.release()).isEqualTo(LockRelease.RELEASED);
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A held lock is extended, released, and released after a delay; found, and forced")
    void held(RedisDriverProvider provider) {
        with(provider, (server, locks) -> {
            LockHandle released = locks.acquire("released", LONG);
            LockHandle later = locks.acquire("later", LONG);
            LockHandle forced = locks.acquire("forced", LONG);
            server.fill();
            assertThat(released.extend(ofMinutes(5))).isTrue();
            assertThat(locks.find("released").orElseThrow().remaining()).isGreaterThan(ofMinutes(3));
            assertThat(released.release()).isEqualTo(LockRelease.RELEASED);
            assertThat(locks.find("released")).isEmpty();
            assertThat(later.releaseAfter(ofMinutes(1))).isEqualTo(LockRelease.RELEASED);
            assertThat(locks.find("later").orElseThrow().remaining()).isLessThanOrEqualTo(ofMinutes(1));
            assertThat(locks.forceRelease("forced")).isTrue();
            assertThat(forced.extend(ofMinutes(5))).isFalse();
            assertThat(server.raw().number("PTTL", "lock:{later}:fence")).isPositive();
        });
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("A new lock is refused, and leaves nothing behind; with memory it is acquired")
    void refused(RedisDriverProvider provider) {
        with(provider, (server, locks) -> {
            locks.acquire("before", LONG).release();
            server.fill();
            for (String name : new String[] {"new", "before"}) {
                assertThatThrownBy(() -> locks.tryAcquire(name, LONG))
                        .isInstanceOfSatisfying(
                                StoreRejectedException.class,
                                e -> assertThat(e.code()).isEqualTo("OOM"));
            }
            assertThat(server.keys()).containsExactly("lock:{before}:fence");
            server.free();
            Optional<LockHandle> acquired = locks.tryAcquire("new", LONG.waitUpTo(ofMillis(1)));
            assertThat(acquired).isPresent();
        });
    }
}
