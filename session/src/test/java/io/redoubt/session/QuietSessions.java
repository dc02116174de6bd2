package io.redoubt.session;

import io.redoubt.api.AsyncSettings;
import io.redoubt.session.SessionMaintenance.Intervals;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.session.SessionStoreUnderTest;
import io.redoubt.tck.session.SessionTestSettings;
import io.redoubt.topic.TopicSettings;
import io.redoubt.topic.TopicsFactory;
import java.time.Duration;

/** Factory of session stores on Redis whose background tasks send nothing, for tests that count commands. */
final class QuietSessions {

    private static final Intervals NEVER = new Intervals(Duration.ofDays(1), Duration.ofDays(1));

    private QuietSessions() {}

    static SessionStoreUnderTest open(Backend backend, SessionTestSettings rules) {
        return backend.feature(
                (driver, prefix) -> {
                    TopicsFactory topics = TopicsFactory.redis(
                            driver,
                            Backends.TIMEOUT,
                            new TopicSettings(SessionEventCodec.create(), prefix, AsyncSettings.defaults()),
                            System::nanoTime);
                    SessionStoreFactory sessions = SessionStoreFactory.redis(
                            driver,
                            Backends.TIMEOUT,
                            Backends.settings(prefix, rules),
                            System::nanoTime,
                            topics.topics(),
                            NEVER);
                    return new SessionStoreUnderTest(sessions.store(), () -> {
                        sessions.close();
                        topics.close();
                    });
                },
                nanoTime -> {
                    throw new IllegalStateException("there are no commands to count");
                });
    }
}
