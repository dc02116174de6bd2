package io.redoubt.session;

import io.redoubt.api.AsyncSettings;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.json.JsonCodec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import java.time.Duration;
import java.time.Instant;

/** Backends that the contracts run on, and factory of session stores on them. */
final class Backends {

    static final RedisBackendFactory LETTUCE = RedisBackendFactory.standalone(new LettuceDriverProvider());
    static final RedisBackendFactory JEDIS = RedisBackendFactory.standalone(new JedisDriverProvider());

    /** Timeout of calls that must succeed on a busy machine. */
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    private Backends() {}

    static SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
        SessionStoreFactory sessions = backend.feature(
                (driver, prefix) -> redis(driver, prefix, rules, TIMEOUT),
                nanoTime -> SessionStoreFactory.embedded(
                        settings("", rules),
                        EmbeddedStoreContext.of(nanoTime, Instant.parse("2026-11-23T10:15:30.123Z"))));
        return new SessionStoreUnderTest(sessions.store(), sessions::close);
    }

    static SessionStoreUnderTest open(Backend backend, AsyncSettings async) {
        SessionStoreFactory sessions = backend.feature(
                (driver, prefix) ->
                        SessionStoreFactory.redis(driver, TIMEOUT, settings(prefix, async), System::nanoTime),
                nanoTime -> SessionStoreFactory.embedded(
                        settings("", async), EmbeddedStoreContext.of(nanoTime, Instant.EPOCH)));
        return new SessionStoreUnderTest(sessions.store(), sessions::close);
    }

    private static SessionSettings settings(String prefix, AsyncSettings async) {
        SessionSettings defaults = SessionSettings.defaults(JsonCodec.create(), prefix);
        return new SessionSettings(
                defaults.codec(),
                prefix,
                defaults.idleTimeout(),
                defaults.absoluteLifetime(),
                defaults.maxPerUser(),
                defaults.policy(),
                async);
    }

    static SessionStoreUnderTest open(RedisDriver driver, Duration timeout) {
        SessionStoreFactory sessions = redis(driver, "", SessionTestSettings.defaults(), timeout);
        return new SessionStoreUnderTest(sessions.store(), sessions::close);
    }

    static SessionStoreFactory redis(RedisDriver driver, String prefix, SessionTestSettings rules, Duration timeout) {
        return SessionStoreFactory.redis(driver, timeout, settings(prefix, rules), System::nanoTime);
    }

    static SessionSettings settings(String prefix, SessionTestSettings rules) {
        return new SessionSettings(
                JsonCodec.create(), prefix, rules.idle(), rules.absolute(), rules.maxPerUser(), rules.policy());
    }
}
