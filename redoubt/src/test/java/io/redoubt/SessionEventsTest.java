package io.redoubt;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionEventPublishing;
import io.redoubt.api.session.SessionListener;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.topic.TopicListener;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.SystemClock;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the topics by which Redoubt passes on the events of sessions. */
@DisplayName("The events of sessions")
final class SessionEventsTest {

    private static RedoubtSettings onRedis(RedisServer server, String driver) {
        return RedoubtSettings.builder()
                .keyPrefix("events")
                .driver(driver)
                .redis(RedisSettings.builder()
                        .node(new Node(server.host(), server.port()))
                        .commandTimeout(ofSeconds(10))
                        .connectTimeout(ofSeconds(30))
                        .build())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lettuce", "jedis"})
    @DisplayName("reach the listeners of all processes, and are apart from the topics of the application")
    void processes(String driver) {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                Redoubt one = Redoubt.connect(onRedis(server, driver));
                Redoubt two = Redoubt.connect(onRedis(server, driver))) {
            List<SessionEvent> heard = new CopyOnWriteArrayList<>();
            two.sessions().subscribe(SessionListener.of(heard::add, () -> {}));
            Session created = one.sessions().create(NewSession.of("user-42"));
            Awaitility.await().atMost(ofSeconds(30)).until(() -> heard.size() == 1);
            assertThat(heard.get(0).handle()).isEqualTo(created.handle());
            assertThat(heard.get(0).type()).isEqualTo(SessionEvent.Type.CREATED);
            assertThat(two.topics().statistics().subscriptions()).isZero();
            assertThat(two.topics().statistics().delivered()).isZero();
        }
    }

    @Test
    @DisplayName("pass no gate of their own in this process, where they are part of the call")
    void gate() {
        AtomicInteger passes = new AtomicInteger();
        EmbeddedStoreContext context =
                new EmbeddedStoreContext(MonotonicClock.ofThisJvm(), SystemClock.now(), passes::incrementAndGet);
        try (Redoubt redoubt = Redoubt.embedded(RedoubtSettings.builder().build(), context)) {
            List<String> heard = new CopyOnWriteArrayList<>();
            redoubt.sessions().subscribe(SessionListener.of(event -> heard.add(event.handle()), () -> {}));
            redoubt.topics().subscribe("redoubt:session-events", String.class, TopicListener.of(heard::add, () -> {}));
            passes.set(0);
            Session created = redoubt.sessions().create(NewSession.anonymous());
            assertThat(passes).hasValue(1);
            Awaitility.await().atMost(ofSeconds(30)).until(() -> heard.size() == 1);
            assertThat(heard).containsExactly(created.handle());
        }
    }

    @Test
    @DisplayName("of calls after the close are dropped without a line in the log, since no listener is left")
    void closed() {
        List<SessionEvent> heard = new CopyOnWriteArrayList<>();
        try (CapturedLog log = CapturedLog.of("io.redoubt")) {
            Redoubt redoubt = Redoubt.embedded();
            SessionStore sessions = redoubt.sessions();
            sessions.subscribe(SessionListener.of(heard::add, () -> {}));
            redoubt.close();
            CapturedLog.Excerpt since = log.fromHere();
            for (int i = 0; i < 3; i++) {
                sessions.create(NewSession.of("user-42"));
            }
            assertThat(since.count("ERROR", List.of("")) + since.count("WARN", List.of("")))
                    .isZero();
            assertThat(heard).isEmpty();
        }
    }

    @Test
    @DisplayName("can be switched off, and nothing can be subscribed then")
    void off() {
        RedoubtSettings settings = RedoubtSettings.builder()
                .sessionEvents(SessionEventPublishing.OFF)
                .build();
        try (Redoubt redoubt = Redoubt.embedded(settings)) {
            redoubt.sessions().create(NewSession.anonymous());
            assertThatThrownBy(() -> redoubt.sessions().subscribe(SessionListener.of(event -> {}, () -> {})))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("SESSION_EVENTS=on");
        }
    }
}
