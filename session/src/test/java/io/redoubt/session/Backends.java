package io.redoubt.session;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.session.SessionEventPublishing;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.json.JsonCodec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackendFactory;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import io.redoubt.tck.session.SessionTestSettings.Events;
import io.redoubt.topic.TopicSettings;
import io.redoubt.topic.TopicsFactory;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;

/** Backends that the contracts run on, and factory of session stores on them. */
final class Backends {

    static final RedisBackendFactory LETTUCE = RedisBackendFactory.standalone(new LettuceDriverProvider());
    static final RedisBackendFactory JEDIS = RedisBackendFactory.standalone(new JedisDriverProvider());

    /** Timeout of calls that must succeed on a busy machine. */
    static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final SessionNearCacheSettings NEAR = SessionNearCacheSettings.maxEntries(10_000);
    private static final Instant NOW = Instant.parse("2026-11-23T10:15:30.123Z");

    private Backends() {}

    static SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
        return open(backend, rules, AsyncSettings.defaults());
    }

    /** Opens a store with a near cache, which is in use from the first call on. */
    static SessionStoreUnderTest openNear(Backend backend, SessionTestSettings rules) {
        SessionStoreUnderTest opened = open(backend, rules.near(NEAR));
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> opened.store().nearStatistics().state() == State.ACTIVE);
        return opened;
    }

    static SessionStoreUnderTest open(Backend backend, AsyncSettings async) {
        return open(backend, SessionTestSettings.defaults(), async);
    }

    private static SessionStoreUnderTest open(Backend backend, SessionTestSettings rules, AsyncSettings async) {
        return backend.feature(
                (driver, prefix) -> open(driver, settings(prefix, rules, async), TIMEOUT),
                nanoTime -> embedded(settings("", rules, async), EmbeddedStoreContext.of(nanoTime, NOW)));
    }

    static SessionStoreUnderTest open(RedisDriver driver, Duration timeout) {
        return open(driver, settings("", SessionTestSettings.defaults()), timeout);
    }

    /** Opens a store with a near cache, which is not in use while there is no server. */
    static SessionStoreUnderTest openNear(RedisDriver driver, Duration timeout) {
        return open(driver, settings("", SessionTestSettings.defaults().near(NEAR)), timeout);
    }

    /** Opens a store on a driver, under a key prefix. */
    static SessionStoreUnderTest open(RedisDriver driver, String prefix, SessionTestSettings rules) {
        return open(driver, settings(prefix, rules), TIMEOUT);
    }

    /** Opens a store with events, and topics for these. */
    static SessionStoreUnderTest open(RedisDriver driver, SessionSettings settings, Duration timeout) {
        TopicsFactory topics =
                TopicsFactory.redis(driver, timeout, topicSettings(settings.keyPrefix()), System::nanoTime);
        SessionStoreFactory sessions =
                SessionStoreFactory.redis(driver, timeout, settings, System::nanoTime, topics.topics());
        return underTest(sessions, topics);
    }

    private static SessionStoreUnderTest embedded(SessionSettings settings, EmbeddedStoreContext context) {
        TopicsFactory topics = TopicsFactory.embedded(topicSettings(""), context);
        return underTest(SessionStoreFactory.embedded(settings, context, topics.topics()), topics);
    }

    private static SessionStoreUnderTest underTest(SessionStoreFactory sessions, TopicsFactory topics) {
        return new SessionStoreUnderTest(sessions.store(), () -> {
            sessions.close();
            topics.close();
        });
    }

    private static TopicSettings topicSettings(String prefix) {
        return new TopicSettings(SessionEventCodec.create(), prefix, AsyncSettings.defaults());
    }

    static SessionSettings settings(String prefix, SessionTestSettings rules) {
        return settings(prefix, rules, AsyncSettings.defaults());
    }

    private static SessionSettings settings(String prefix, SessionTestSettings rules, AsyncSettings async) {
        return new SessionSettings(
                JsonCodec.create(),
                prefix,
                rules.idle(),
                rules.absolute(),
                rules.maxPerUser(),
                rules.policy(),
                rules.grace(),
                rules.events() == Events.ON ? SessionEventPublishing.ON : SessionEventPublishing.OFF,
                async,
                rules.near());
    }
}
