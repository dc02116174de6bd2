package io.redoubt;

import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.topic.Topics;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import io.redoubt.session.SessionEventCodec;
import io.redoubt.session.SessionStoreFactory;
import io.redoubt.topic.TopicSettings;
import io.redoubt.topic.TopicsFactory;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Holder of a {@link Redoubt} instance's session store and of the topics that deliver session events to listeners.
 * These topics are apart from those of the application, since events have a codec of their own. Thread-safe.
 */
final class SessionComponents implements AutoCloseable {

    private final SessionStoreFactory sessions;
    private final TopicsFactory events;

    private SessionComponents(SessionStoreFactory sessions, TopicsFactory events) {
        this.sessions = sessions;
        this.events = events;
    }

    static SessionComponents redis(
            RedisDriver driver, Duration timeout, RedoubtSettings settings, LongSupplier nanoTime) {
        return of(
                TopicsFactory.redis(driver, timeout, eventSettings(settings), nanoTime),
                topics -> SessionStoreFactory.redis(driver, timeout, settings.sessions(), nanoTime, topics));
    }

    static SessionComponents embedded(RedoubtSettings settings, EmbeddedStoreContext environment) {
        // A call passes the gate once. Its event, which is part of it, must not be held back or fail by itself.
        EmbeddedStoreContext open = new EmbeddedStoreContext(
                environment.clock(), environment.now(), StoreInterceptor.OPEN, environment.memory());
        return of(
                TopicsFactory.embedded(eventSettings(settings), open),
                topics -> SessionStoreFactory.embedded(settings.sessions(), environment, topics));
    }

    /** Creates sessions with topics, which are closed if that fails. */
    static SessionComponents of(TopicsFactory events, Function<Topics, SessionStoreFactory> sessions) {
        try (CreatedParts parts = new CreatedParts()) {
            Topics topics = parts.add(events, TopicsFactory::close).topics();
            SessionComponents created = new SessionComponents(sessions.apply(topics), events);
            parts.complete();
            return created;
        }
    }

    private static TopicSettings eventSettings(RedoubtSettings settings) {
        return new TopicSettings(SessionEventCodec.create(), settings.keyPrefix(), settings.async());
    }

    SessionStore store() {
        return sessions.store();
    }

    /** Returns the check of the near cache of sessions. */
    HealthCheck nearHealth() {
        return sessions.nearHealth();
    }

    /** Closes the sessions, whose last calls may still publish events, and then the topics. */
    @Override
    public void close() {
        try {
            sessions.close();
        } finally {
            events.close();
        }
    }
}
