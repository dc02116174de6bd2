package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.CredentialsProvider;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Credentials that an application provides")
@Timeout(60)
final class RenewingCredentialsTest {

    private static final Duration SHORT = Duration.ofMillis(100);

    private final DriverContext context = DriverContext.of(RedisSettings.of("h", 1), System::nanoTime);
    private final FakeNodeClient client = new FakeNodeClient();

    @AfterEach
    void close() {
        context.scheduler().close();
        context.events().close();
    }

    @Test
    @DisplayName("are asked for before each connection")
    void eachTime() throws Exception {
        AtomicInteger number = new AtomicInteger();
        RenewingCredentials credentials =
                credentials(() -> new Credentials("user", "token-" + number.incrementAndGet()));
        assertThat(get(credentials.next())).isEqualTo(new Credentials("user", "token-1"));
        assertThat(get(credentials.next())).isEqualTo(new Credentials("user", "token-2"));
    }

    @Test
    @DisplayName("are asked for once for connections that are opened meanwhile, and nobody is held up")
    void shared() throws Exception {
        CountDownLatch providerGate = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        RenewingCredentials credentials = credentials(() -> {
            asked.incrementAndGet();
            awaitQuietly(providerGate);
            return new Credentials("user", "token");
        });
        CompletableFuture<@Nullable Credentials> first = credentials.next();
        CompletableFuture<@Nullable Credentials> second = credentials.next();
        assertThat(first).isNotDone();
        second.cancel(true);
        providerGate.countDown();
        assertThat(get(first)).isEqualTo(new Credentials("user", "token"));
        assertThat(asked).hasValue(1);
    }

    @Test
    @DisplayName("deny access, and say why, where the provider throws or returns null")
    void failing() {
        assertAccessDenied(credentials(() -> {
            throw new IllegalStateException("no metadata service");
        }));
        assertAccessDenied(credentials(() -> {
            throw new NoClassDefFoundError("Sts");
        }));
        assertAccessDenied(credentials(RenewingCredentialsTest::returnsNull));
    }

    @Test
    @DisplayName("that expire have connections authenticate again before, and again after a failure")
    void renewed() throws Exception {
        RenewingCredentials credentials = credentials(() -> new Credentials("user", "token").validFor(SHORT));
        client.failure = DriverException.notExecuted(Kind.ACCESS_DENIED, "refused", null);
        get(credentials.next());
        await(() -> client.reauthentications.get() >= 3);
        client.failure = null;
        int before = client.reauthentications.get();
        await(() -> client.reauthentications.get() > before);
    }

    @Test
    @DisplayName("that expire are renewed also after an error")
    void renewedAfterError() throws Exception {
        RenewingCredentials credentials = credentials(() -> new Credentials("user", "token").validFor(SHORT));
        client.error = new OutOfMemoryError("thrown by a test");
        get(credentials.next());
        await(() -> client.reauthentications.get() >= 3);
    }

    @Test
    @DisplayName("that do not expire leave connections alone")
    void unlimited() throws Exception {
        RenewingCredentials credentials = credentials(() -> new Credentials("user", "token"));
        get(credentials.next());
        get(credentials(() -> new Credentials("user", "token").validFor(SHORT)).next());
        // The second credentials, which expire, are due later than the first would have been.
        await(() -> client.reauthentications.get() >= 1);
        assertThat(client.reauthentications).hasValue(1);
    }

    private static void assertAccessDenied(RenewingCredentials credentials) {
        assertThatThrownBy(() -> get(credentials.next()))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(DriverException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.ACCESS_DENIED);
                    assertThat(e.execution()).isEqualTo(Execution.NOT_EXECUTED);
                    assertThat(e).hasMessageContaining("credentials provider");
                });
    }

    private RenewingCredentials credentials(CredentialsProvider provider) {
        RenewingCredentials credentials = new RenewingCredentials(provider, context);
        credentials.renewConnectionsOf(client);
        return credentials;
    }

    private static @Nullable Credentials get(CompletableFuture<@Nullable Credentials> answer) throws Exception {
        return answer.get(30, TimeUnit.SECONDS);
    }

    @SuppressWarnings("NullAway") // What an application that does not use NullAway can do.
    private static Credentials returnsNull() {
        return null;
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
