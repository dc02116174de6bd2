package io.redoubt.lock;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.lock.LockProviderUnderTest;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of locks whose keys another program has written to. */
@DisplayName("Locks whose keys hold numbers of another program")
final class ForeignControlDataTest {

    private static final LockOptions LONG = LockOptions.lease(ofMinutes(2));

    static Stream<RedisBackendFactory> backends() {
        return Stream.of(Backends.LETTUCE, Backends.JEDIS);
    }

    private static void with(RedisBackendFactory factory, BiConsumer<RedisBackend, LockProvider> test) {
        try (RedisBackend backend = factory.backend()) {
            LockProviderUnderTest locks = Backends.open(backend);
            try {
                test.accept(backend, locks.provider());
            } finally {
                locks.closing().run();
            }
        }
    }

    private static void isRefused(ThrowingCallable call, String code, String part) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreRejectedException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining("lock.acquire of 'x'")
                .hasMessageContaining(part);
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("Below 2^53, fencing tokens grow; the next acquisition is refused, with the key and the remedy")
    void exhausted(RedisBackendFactory factory) {
        with(factory, (backend, locks) -> {
            String fence = backend.prefix() + "lock:{x}:fence";
            backend.raw("SET", fence, "9007199254740989", "EX", "60");
            List<Long> tokens = Stream.generate(() -> {
                        try (LockHandle lock = locks.acquire("x", LONG)) {
                            return lock.fencingToken();
                        }
                    })
                    .limit(2)
                    .toList();
            assertThat(tokens).containsExactly(9007199254740990L, 9007199254740991L);
            isRefused(() -> locks.tryAcquire("x", LONG), "FENCE", ":fence");
            assertThat(backend.raw("GET", fence)).isEqualTo("9007199254740991");
            assertThat(locks.find("x")).isEmpty();
            backend.raw("DEL", fence);
            assertThat(locks.tryAcquire("x", LONG)).isPresent();
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("A fencing counter that is no such number is refused")
    void noCounter(RedisBackendFactory factory) {
        with(factory, (backend, locks) -> {
            for (String text : List.of(
                    "",
                    "9007199254740993",
                    "9223372036854775807",
                    "99999999999999999999",
                    "-5",
                    "1e9",
                    "0x10",
                    "1.5",
                    "inf",
                    "nan",
                    " 7",
                    "seven")) {
                backend.raw("SET", backend.prefix() + "lock:{x}:fence", text, "EX", "60");
                isRefused(() -> locks.tryAcquire("x", LONG), "FENCE", ":fence");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    @DisplayName("What is no lease is refused, found as no lock, and removed by force")
    void noLease(RedisBackendFactory factory) {
        with(factory, (backend, locks) -> {
            for (String text : List.of(
                    "",
                    "x",
                    "1:2",
                    "a:b:c",
                    "1:99999999999999999999:owner",
                    "99999999999999999:1900000000000:owner",
                    "-1:-1:owner")) {
                backend.raw("SET", backend.prefix() + "lock:{x}:held", text, "EX", "60");
                isRefused(() -> locks.tryAcquire("x", LONG), "FOREIGN", "forceRelease");
                assertThat(locks.find("x")).isEmpty();
                locks.forceRelease("x");
                try (LockHandle lock = locks.acquire("x", LONG)) {
                    assertThat(lock.isValid()).isTrue();
                }
            }
        });
    }
}
