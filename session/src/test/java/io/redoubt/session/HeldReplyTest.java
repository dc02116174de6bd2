package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionStore;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of finds whose replies are held back while the session changes, with a near cache. */
@DisplayName("A session that ends after it was read, and before it could be kept")
final class HeldReplyTest {

    static Stream<Arguments> drivers() {
        return Stream.of(
                Arguments.argumentSet("lettuce", new LettuceDriverProvider()),
                Arguments.argumentSet("jedis", new JedisDriverProvider()));
    }

    /** Driver that holds back what the server has replied to the next read of a session for the near cache. */
    private static final class HoldingDriver extends ForwardingDriver {

        private final AtomicReference<@Nullable Hold> next = new AtomicReference<>();

        HoldingDriver(RedisDriver driver) {
            super(driver);
        }

        /** Hold of one reply. */
        private static final class Hold {
            private final CountDownLatch replied = new CountDownLatch(1);
            private final CountDownLatch released = new CountDownLatch(1);
        }

        Hold holdNext() {
            Hold hold = new Hold();
            next.set(hold);
            return hold;
        }

        @Override
        public List<Reply> pipeline(List<Command> commands, CallOptions options) {
            List<Reply> replies = super.pipeline(commands, options);
            Hold hold = next.getAndSet(null);
            if (hold != null) {
                hold.replied.countDown();
                await(hold.released);
            }
            return replies;
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    @DisplayName("is not kept, whether this or another process ended it")
    void ended(RedisDriverProvider provider) throws Exception {
        try (RedisBackend redis = RedisBackendFactory.standalone(provider).backend()) {
            redis.connect();
            HoldingDriver driver = new HoldingDriver(redis.driver());
            SessionTestSettings rules = SessionTestSettings.defaults();
            ExecutorService reader = Executors.newSingleThreadExecutor();
            try (SessionStoreUnderTest here = Backends.open(
                            driver, redis.prefix(), rules.near(SessionNearCacheSettings.maxEntries(100)));
                    SessionStoreUnderTest elsewhere = Backends.open(redis.driver(), redis.prefix(), rules)) {
                SessionStore near = here.store();
                awaitNear(near, near.create(NewSession.anonymous()).id());
                for (int i = 0; i < 20; i++) {
                    ended(driver, reader, near, i % 2 == 0 ? near : elsewhere.store());
                }
            } finally {
                reader.shutdownNow();
            }
        }
    }

    private static void ended(HoldingDriver driver, ExecutorService reader, SessionStore near, SessionStore ending)
            throws Exception {
        long reported = near.nearStatistics().invalidations();
        String id = near.create(NewSession.of("user-42")).id();
        awaitReported(near, reported + 1);
        HoldingDriver.Hold hold = driver.holdNext();
        Future<Optional<Session>> found = reader.submit(() -> near.find(id));
        HoldingDriver.await(hold.replied);
        assertThat(ending.destroy(id)).isTrue();
        awaitReported(near, reported + 2);
        hold.released.countDown();
        assertThat(found.get(60, TimeUnit.SECONDS)).isPresent();
        assertThat(near.find(id)).isEmpty();
    }

    private static ConditionFactory eventually() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Backends.TIMEOUT);
    }

    private static void awaitReported(SessionStore store, long changes) {
        eventually().until(() -> store.nearStatistics().invalidations() >= changes);
    }

    private static void awaitNear(SessionStore store, String id) {
        long hits = store.nearStatistics().hits();
        eventually().until(() -> {
            assertThat(store.find(id)).isPresent();
            return store.nearStatistics().hits() > hits;
        });
    }
}
