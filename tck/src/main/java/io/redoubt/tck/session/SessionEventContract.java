package io.redoubt.tck.session;

import static io.redoubt.api.session.SessionOverflowPolicy.EVICT_OLDEST;
import static io.redoubt.api.session.SessionOverflowPolicy.REJECT;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionEvent.DestroyReason;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionListener;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionSubscription;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.tck.backend.RedisBackend;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for the events of sessions, on Redis and in memory. */
public abstract class SessionEventContract extends SessionContractBase {

    private final RecordingSessionListener heard = new RecordingSessionListener();

    private List<SessionEvent> events() {
        return events(sessions());
    }

    /** The events of calls before, in order; those of different masters of a cluster by their times. */
    private List<SessionEvent> events(SessionStore store) {
        List<SessionEvent> events = heard.before(store);
        return on() instanceof RedisBackend redis
                        && redis.fromEveryMaster(master -> 1).size() > 1
                ? events.stream()
                        .sorted(Comparator.comparing(SessionEvent::time))
                        .toList()
                : events;
    }

    /** Calls at different times, so that events of different masters have an order. */
    private void inTurn(Runnable... calls) {
        for (Runnable call : calls) {
            call.run();
            on().elapse(ofMillis(2));
        }
    }

    private static SessionEvent event(
            SessionEvent actual,
            SessionEvent.Type type,
            Session session,
            @Nullable Session previous,
            @Nullable String userId,
            @Nullable DestroyReason reason) {
        // The time is compared by the callers that know it.
        return new SessionEvent(
                type, session.handle(), previous == null ? null : previous.handle(), userId, reason, actual.time());
    }

    private static SessionInfo info(Session session) {
        return new SessionInfo(
                session.userId().orElse(null),
                session.handle(),
                session.createdAt(),
                session.lastUsedAt(),
                session.expiresAt(),
                session.metadata());
    }

    @Nested
    @DisplayName("An event")
    class Events {

        @Test
        @DisplayName("tells of each change of a session's life, in order, once, with its handle, user and time")
        void life() {
            heard.subscribeTo(sessions());
            Session created = sessions().create(NewSession.anonymous().metadata("ip", "x"));
            on().elapse(ofMillis(2));
            Session rotated = sessions().rotate(created.id()).orElseThrow();
            on().elapse(ofMillis(2));
            Session loggedIn = sessions().login(rotated.id(), "user-42").orElseThrow();
            on().elapse(ofMillis(2));
            Session loggedOut = sessions().logout(loggedIn.id()).orElseThrow();
            sessions().destroy(loggedOut.id());
            List<SessionEvent> events = events();
            assertThat(events)
                    .containsExactly(
                            event(events.get(0), SessionEvent.Type.CREATED, created, null, null, null),
                            event(events.get(1), SessionEvent.Type.ROTATED, rotated, created, null, null),
                            event(events.get(2), SessionEvent.Type.LOGGED_IN, loggedIn, rotated, "user-42", null),
                            event(events.get(3), SessionEvent.Type.LOGGED_OUT, loggedOut, loggedIn, "user-42", null),
                            event(
                                    events.get(4),
                                    SessionEvent.Type.DESTROYED,
                                    loggedOut,
                                    null,
                                    null,
                                    DestroyReason.BY_ID));
            assertThat(events.get(0).time()).isEqualTo(created.createdAt());
            assertThat(events.get(1).time()).isAfter(created.createdAt());
            // In a cluster, the new session is created before the old one ends.
            assertThat(events.get(2).time()).isAfterOrEqualTo(loggedIn.createdAt());
            assertThat(events.get(3).time()).isEqualTo(loggedOut.createdAt());
            assertThat(events.get(4).time()).isAfterOrEqualTo(loggedOut.createdAt());
        }

        @Test
        @DisplayName("tells of the users of sessions, and of the one that a login as another user ends")
        void users() {
            heard.subscribeTo(sessions());
            Session created = sessions().create(NewSession.of("user-42"));
            Session rotated = sessions().rotate(created.id()).orElseThrow();
            on().elapse(ofMillis(2));
            Session other = sessions().login(rotated.id(), "user-43").orElseThrow();
            on().elapse(ofMillis(2));
            Session again = sessions().login(other.id(), "user-43").orElseThrow();
            on().elapse(ofMillis(2));
            sessions().destroy(again.id());
            List<SessionEvent> events = events();
            assertThat(events)
                    .containsExactly(
                            event(events.get(0), SessionEvent.Type.CREATED, created, null, "user-42", null),
                            event(events.get(1), SessionEvent.Type.ROTATED, rotated, created, "user-42", null),
                            event(events.get(2), SessionEvent.Type.LOGGED_OUT, other, rotated, "user-42", null),
                            event(events.get(3), SessionEvent.Type.LOGGED_IN, other, rotated, "user-43", null),
                            event(events.get(4), SessionEvent.Type.LOGGED_IN, again, other, "user-43", null),
                            event(
                                    events.get(5),
                                    SessionEvent.Type.DESTROYED,
                                    again,
                                    null,
                                    "user-43",
                                    DestroyReason.BY_ID));
        }

        @Test
        @DisplayName("of the logout of an anonymous session is that of a rotation")
        void anonymousLogout() {
            Session before = sessions().create(NewSession.anonymous());
            heard.subscribeTo(sessions());
            Session after = sessions().logout(before.id()).orElseThrow();
            List<SessionEvent> events = events();
            assertThat(events)
                    .containsExactly(event(events.get(0), SessionEvent.Type.ROTATED, after, before, null, null));
        }

        @Test
        @DisplayName("tells of a session that was evicted, by a new one and by a login")
        void evicted() {
            SessionStore store = opened(SessionTestSettings.defaults().limit(1, EVICT_OLDEST));
            heard.subscribeTo(store);
            Session first = store.create(NewSession.of("user-42"));
            Session second = store.create(NewSession.of("user-42"));
            store.login(store.create(NewSession.anonymous()).id(), "user-42");
            List<SessionEvent> events = events(store).stream()
                    .filter(event -> event.type() == SessionEvent.Type.EVICTED)
                    .toList();
            assertThat(events)
                    .containsExactly(
                            event(events.get(0), SessionEvent.Type.EVICTED, first, null, "user-42", null),
                            event(events.get(1), SessionEvent.Type.EVICTED, second, null, "user-42", null));
        }

        @Test
        @DisplayName("tells why a session was destroyed")
        void reasons() {
            Session listed = sessions().create(NewSession.of("user-42"));
            Session kept = sessions().create(NewSession.of("user-42"));
            Session other = sessions().create(NewSession.of("user-42"));
            Session named = sessions().create(NewSession.anonymous());
            Session met = sessions().create(NewSession.anonymous().metadata("device", "phone"));
            Session ofUser = sessions().create(NewSession.of("user-43"));
            heard.subscribeTo(sessions());
            inTurn(
                    () -> sessions().destroy(info(listed)),
                    () -> sessions().destroyOthers(kept.id()),
                    () -> sessions().destroyAll("user-42"),
                    () -> sessions().destroyEach(List.of(named.id())),
                    () -> sessions().destroyIf(info -> info.metadata().containsKey("device"), progress -> {}),
                    () -> sessions().destroyAllOfUsers(List.of("user-43"), progress -> {}));
            List<SessionEvent> events = events();
            assertThat(events)
                    .containsExactly(
                            destroyed(events.get(0), listed, DestroyReason.FROM_LIST),
                            destroyed(events.get(1), other, DestroyReason.OTHERS_OF_USER),
                            destroyed(events.get(2), kept, DestroyReason.ALL_OF_USER),
                            destroyed(events.get(3), named, DestroyReason.BY_ID),
                            destroyed(events.get(4), met, DestroyReason.BY_CONDITION),
                            destroyed(events.get(5), ofUser, DestroyReason.ALL_OF_USER));
        }

        private SessionEvent destroyed(SessionEvent actual, Session session, DestroyReason reason) {
            return event(
                    actual,
                    SessionEvent.Type.DESTROYED,
                    session,
                    null,
                    session.userId().orElse(null),
                    reason);
        }

        @Test
        @DisplayName("comes of no call that changes no id and ends nothing")
        void none() {
            SessionStore store = opened(SessionTestSettings.defaults().limit(1, REJECT));
            Session session = store.create(NewSession.of("user-42"));
            Session old = store.create(NewSession.anonymous());
            store.rotate(old.id(), RotationToken.generate());
            Session ended = store.create(NewSession.of("user-43"));
            store.destroy(ended.id());
            heard.subscribeTo(store);
            store.find(session.id());
            store.extend(session.id(), ofHours(1));
            store.update(session.id(), SessionUpdate.none().metadata("a", "b"));
            store.list("user-42");
            store.destroyOthers(session.id());
            store.destroy(ended.id());
            store.destroy(info(ended));
            store.destroyAll("user-43");
            store.rotate(ended.id());
            store.login(ended.id(), "user-43");
            store.logout(ended.id());
            assertThat(store.rotate(old.id())).isEmpty();
            assertThat(catchThrowable(() -> store.create(NewSession.of("user-42"))))
                    .isNotNull();
            String visitor = store.create(NewSession.anonymous()).id();
            assertThat(catchThrowable(() -> store.login(visitor, "user-42"))).isNotNull();
            store.destroyIf(info -> false, progress -> {});
            assertThat(events(store)).extracting(SessionEvent::type).containsExactly(SessionEvent.Type.CREATED);
        }

        @Test
        @DisplayName("of a call that is made again with its token comes once")
        void repeated() {
            String id = sessions().create(NewSession.anonymous()).id();
            heard.subscribeTo(sessions());
            String rotated = twice(token -> sessions().rotate(id, token));
            on().elapse(ofMillis(2));
            String loggedIn = twice(token -> sessions().login(rotated, "user-42", token));
            on().elapse(ofMillis(2));
            twice(token -> sessions().logout(loggedIn, token));
            assertThat(events())
                    .extracting(SessionEvent::type)
                    .containsExactly(
                            SessionEvent.Type.ROTATED, SessionEvent.Type.LOGGED_IN, SessionEvent.Type.LOGGED_OUT);
        }

        private static String twice(Function<RotationToken, SessionRotationResult> change) {
            RotationToken token = RotationToken.generate();
            String id = rotated(change.apply(token)).id();
            assertThat(rotated(change.apply(token)).id()).isEqualTo(id);
            return id;
        }
    }

    @Nested
    @DisplayName("A listener")
    class Listeners {

        @Test
        @DisplayName("hears nothing after its subscription was closed, and others still do")
        void closed() {
            RecordingSessionListener other = new RecordingSessionListener();
            SessionSubscription subscription = sessions().subscribe(heard);
            sessions().subscribe(other);
            sessions().create(NewSession.of("user-42"));
            assertThat(heard.before(sessions())).hasSize(1);
            subscription.close();
            subscription.close();
            int count = heard.events().size();
            sessions().create(NewSession.of("user-43"));
            eventually().until(() -> other.types().size() > count);
            assertThat(heard.events()).hasSize(count);
            assertThat(heard.gaps() + other.gaps()).isZero();
        }

        @Test
        @DisplayName("that throws hears the next event")
        void throwing() {
            AtomicInteger calls = new AtomicInteger();
            sessions()
                    .subscribe(SessionListener.of(
                            event -> {
                                calls.incrementAndGet();
                                throw new IllegalStateException("thrown by a test");
                            },
                            () -> {}));
            heard.subscribeTo(sessions());
            sessions().create(NewSession.anonymous());
            assertThat(events()).hasSize(1);
            eventually().until(() -> calls.get() > 1);
        }

        @Test
        @DisplayName("is refused where events are switched off, and told what to do; nothing is published then")
        void off() {
            SessionStore silent = opened(SessionTestSettings.defaults().withoutEvents());
            assertThatThrownBy(() -> silent.subscribe(heard))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("SESSION_EVENTS=on", "sessionEvents");
            heard.subscribeTo(sessions());
            String id = silent.create(NewSession.of("user-42")).id();
            String rotated = silent.rotate(id).orElseThrow().id();
            String member = silent.login(rotated, "user-43").orElseThrow().id();
            silent.destroy(silent.logout(member).orElseThrow().id());
            assertThat(events()).isEmpty();
        }
    }
}
