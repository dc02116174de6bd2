package io.redoubt.session;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.session.NewSession;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.session.SessionAudit;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of a creation that reaches the server after the call that is to undo it. */
@DisplayName("A session whose creation is overtaken by its undoing")
final class OvertakenCreationTest {

    /** Driver that holds the next creation back, as a slow network does, until another session was to be ended. */
    private static final class OvertakingDriver extends ForwardingDriver {

        private final AtomicReference<Runnable> held = new AtomicReference<>(() -> {});
        private volatile boolean isHolding = true;
        private volatile boolean hasArrived;

        OvertakingDriver(RedisDriver driver) {
            super(driver);
        }

        @Override
        public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options) {
            if (isHolding && script.name().equals("create.lua")) {
                isHolding = false;
                held.set(() -> {
                    Reply unused = super.script(script, keys, arguments, CallOptions.within(Backends.TIMEOUT));
                    hasArrived = true;
                });
                throw DriverException.outcomeUnknown(DriverException.Kind.TIMEOUT, "no reply in time", null);
            }
            Reply reply = super.script(script, keys, arguments, options);
            if (script.name().equals("destroy.lua")) {
                held.getAndSet(() -> {}).run();
            }
            return reply;
        }
    }

    @Test
    @DisplayName("is ended when it has come into being")
    void overtaken() {
        try (RedisBackend redis = Backends.LETTUCE.backend()) {
            redis.connect();
            OvertakingDriver driver = new OvertakingDriver(redis.driver());
            SessionSettings settings = Backends.settings(redis.prefix(), SessionTestSettings.defaults());
            try (SessionStoreUnderTest sessions = Backends.open(driver, settings, ofSeconds(2))) {
                assertThatThrownBy(() -> sessions.store().create(NewSession.of("user-42")))
                        .isInstanceOf(StoreUnavailableException.class);
                Awaitility.await()
                        .atMost(ofSeconds(30))
                        .pollInterval(ofMillis(10))
                        .until(() -> driver.hasArrived);
                awaitNone(redis);
            }
        }
    }

    private static void awaitNone(RedisBackend redis) {
        Awaitility.await()
                .atMost(ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(SessionAudit.of(redis, 5).check().sessions()).isZero());
    }

    @Test
    @DisplayName("or whose caller gets an Error, for example without memory for the reply, is ended as well")
    void error() {
        try (RedisBackend redis = Backends.LETTUCE.backend()) {
            redis.connect();
            DisturbedDriver driver = new DisturbedDriver(redis.driver());
            driver.after = name -> {
                if (name.equals("create.lua")) {
                    throw new InternalError("thrown by a test");
                }
            };
            SessionSettings settings = Backends.settings(redis.prefix(), SessionTestSettings.defaults());
            try (SessionStoreUnderTest sessions = Backends.open(driver, settings, Backends.TIMEOUT)) {
                assertThatThrownBy(() -> sessions.store().create(NewSession.of("user-42")))
                        .isInstanceOf(InternalError.class);
                awaitNone(redis);
            }
        }
    }
}
