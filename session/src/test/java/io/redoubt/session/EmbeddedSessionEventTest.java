package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.tck.ConcurrentCalls;
import io.redoubt.tck.log.CapturedLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The events of the sessions of this process")
final class EmbeddedSessionEventTest {

    private static final SessionOwner USER = SessionOwner.of("user");
    private static final SessionOwner OTHER = SessionOwner.of("other");

    @AfterEach
    void clearInterrupt() {
        boolean unused = Thread.interrupted();
    }

    @Test
    @DisplayName("tell each change, with both ids where the id has changed, with user and reason")
    void eachChange() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.createAnonymous();
        HashedSessionId rotated = sessions.newId(id);
        HashedSessionId user = sessions.newId(USER);
        HashedSessionId again = sessions.newId(USER);
        HashedSessionId anonymous = sessions.newId(USER);
        HashedSessionId anonymousAgain = sessions.newId(USER);
        sessions.repository.rotate(id, rotated);
        sessions.repository.login(rotated, USER, user);
        sessions.repository.rotate(user, again);
        sessions.repository.logout(again, anonymous);
        sessions.repository.logout(anonymous, anonymousAgain);
        sessions.repository.destroy(anonymousAgain);
        assertThat(sessions.events)
                .allSatisfy(event -> assertThat(event.time()).isEqualTo(Instant.ofEpochMilli(sessions.now)));
        assertThat(sessions.takeEvents())
                .containsExactly(
                        "CREATED " + id.handle(),
                        "ROTATED " + rotated.handle() + " was " + id.handle(),
                        "LOGGED_IN " + user.handle() + " was " + rotated.handle() + " of user",
                        "ROTATED " + again.handle() + " was " + user.handle() + " of user",
                        "LOGGED_OUT " + anonymous.handle() + " was " + again.handle() + " of user",
                        "ROTATED " + anonymousAgain.handle() + " was " + anonymous.handle(),
                        "DESTROYED " + anonymousAgain.handle() + " BY_ID");
    }

    @Test
    @DisplayName("tell of a login by another user that the user before has left")
    void loginOfOther() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.create("user");
        HashedSessionId other = sessions.newId(OTHER);
        HashedSessionId again = sessions.newId(OTHER);
        sessions.takeEvents();
        sessions.repository.login(id, OTHER, other);
        sessions.repository.login(other, OTHER, again);
        assertThat(sessions.takeEvents())
                .containsExactly(
                        "LOGGED_OUT " + other.handle() + " was " + id.handle() + " of user",
                        "LOGGED_IN " + other.handle() + " was " + id.handle() + " of other",
                        "LOGGED_IN " + again.handle() + " was " + other.handle() + " of other");
    }

    @Test
    @DisplayName("name the call that has destroyed a session")
    void reasons() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.create("user");
        HashedSessionId listed = sessions.create("user");
        HashedSessionId matching = sessions.create("user");
        HashedSessionId ofOther = sessions.create("other");
        HashedSessionId anonymous = sessions.createAnonymous();
        sessions.takeEvents();
        sessions.repository.destroyOwned(listed, USER);
        sessions.repository.destroyMatching(sessions.repository.list(USER).stream()
                .filter(info -> info.handle().equals(matching.handle()))
                .toList());
        HashedSessionId second = sessions.create("user");
        sessions.repository.destroyOthers(second);
        sessions.repository.destroyAll(List.of(USER, OTHER, USER));
        sessions.repository.destroyEach(List.of(anonymous, id));
        assertThat(sessions.takeEvents())
                .containsExactly(
                        "DESTROYED " + listed.handle() + " FROM_LIST of user",
                        "DESTROYED " + matching.handle() + " BY_CONDITION of user",
                        "CREATED " + second.handle() + " of user",
                        "DESTROYED " + id.handle() + " OTHERS_OF_USER of user",
                        "DESTROYED " + second.handle() + " ALL_OF_USER of user",
                        "DESTROYED " + ofOther.handle() + " ALL_OF_USER of other",
                        "DESTROYED " + anonymous.handle() + " BY_ID");
    }

    @Test
    @DisplayName("tell an eviction before the session that causes it, and nothing of what was refused")
    void eviction() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId oldest = sessions.create("user");
        sessions.now++;
        sessions.create("user");
        sessions.create("user");
        HashedSessionId anonymous = sessions.createAnonymous();
        sessions.takeEvents();
        HashedSessionId user = sessions.newId(USER);
        sessions.repository.login(anonymous, USER, user);
        sessions.repository.login(anonymous, USER, user);
        assertThat(sessions.takeEvents())
                .containsExactly(
                        "EVICTED " + oldest.handle() + " of user",
                        "LOGGED_IN " + user.handle() + " was " + anonymous.handle() + " of user");

        EmbeddedSessions rejecting = EmbeddedSessions.of(SessionOverflowPolicy.REJECT);
        for (int i = 0; i < 3; i++) {
            rejecting.create("user");
        }
        rejecting.takeEvents();
        assertThatThrownBy(() -> rejecting.create("user")).isInstanceOf(SessionLimitException.class);
        assertThat(rejecting.takeEvents()).isEmpty();
    }

    @Test
    @DisplayName("tell an expiry once: by whatever comes after, or when the session is met")
    void expiry() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            expected.add("EXPIRED " + sessions.createAnonymous().handle());
        }
        HashedSessionId user = sessions.create("user");
        HashedSessionId other = sessions.create("other");
        sessions.now++;
        sessions.repository.extend(user, 10_000);
        sessions.repository.extend(other, 10_000);
        expected.add("EXPIRED " + user.handle() + " of user");
        expected.add("EXPIRED " + other.handle() + " of other");
        sessions.takeEvents();
        sessions.now += 11_001;
        // Each call meets one of the last ones beside the 16 first ones that it removes.
        assertThat(sessions.repository.list(USER)).isEmpty();
        assertThat(sessions.events)
                .hasSize(17)
                .anySatisfy(event -> assertThat(event.userId()).isEqualTo("user"));
        assertThat(sessions.repository.destroy(other)).isFalse();
        assertThat(sessions.events)
                .hasSize(34)
                .anySatisfy(event -> assertThat(event.userId()).isEqualTo("other"));
        for (int i = 0; i < 3; i++) {
            assertThat(sessions.repository.destroy(other)).isFalse();
        }
        assertThat(sessions.takeEvents()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    @DisplayName("are told also if the operation itself was refused")
    void refused() {
        EmbeddedSessions sessions = EmbeddedSessions.within(2, Long.MAX_VALUE);
        HashedSessionId id = sessions.createAnonymous();
        sessions.now += 5_000;
        sessions.createAnonymous();
        sessions.now += 6_001;
        sessions.takeEvents();
        sessions.createAnonymous();
        assertThat(sessions.takeEvents()).startsWith("EXPIRED " + id.handle());
        EmbeddedSessions full = EmbeddedSessions.within(1_000, 3_000);
        HashedSessionId expired = full.createAnonymous();
        full.now += 11_001;
        full.takeEvents();
        assertThatThrownBy(() -> full.repository.create(
                        full.newId("00"), null, new SessionPayload(Map.of(), Map.of("large", new byte[3_000]))))
                .isInstanceOf(StoreRejectedException.class);
        assertThat(full.takeEvents()).containsExactly("EXPIRED " + expired.handle());
    }

    @Test
    @DisplayName("do no harm if their consumer fails: the operation is done, and later events come")
    void failingConsumer() {
        List<SessionEvent.Type> types = new ArrayList<>();
        EmbeddedSessions sessions = EmbeddedSessions.toldTo(event -> {
            types.add(event.type());
            if (types.size() % 2 == 0) {
                throw new IllegalStateException("thrown by the test");
            }
            throw new StackOverflowError("thrown by the test");
        });
        HashedSessionId id = sessions.create("user");
        HashedSessionId next = sessions.newId(id);
        assertThat(sessions.repository.rotate(id, next)).isInstanceOf(StoredRotation.Rotated.class);
        assertThat(sessions.repository.find(next)).isPresent();
        assertThat(sessions.repository.destroy(next)).isTrue();
        assertThat(types)
                .containsExactly(SessionEvent.Type.CREATED, SessionEvent.Type.ROTATED, SessionEvent.Type.DESTROYED);
    }

    @Test
    @DisplayName("are told outside of the lock, and after an operation of the consumer in their order")
    void reentrantConsumer() {
        List<SessionEvent.Type> types = new ArrayList<>();
        AtomicReference<EmbeddedSessions> reference = new AtomicReference<>();
        EmbeddedSessions sessions = EmbeddedSessions.toldTo(event -> {
            if (event.type() == SessionEvent.Type.CREATED) {
                EmbeddedSessions own = Objects.requireNonNull(reference.get());
                HashedSessionId id = HashedSessionId.ofHandle(event.handle()).orElseThrow();
                assertThat(own.repository.rotate(id, own.newId(id))).isInstanceOf(StoredRotation.Rotated.class);
                CompletableFuture.supplyAsync(() -> own.repository.find(id))
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join();
            }
            types.add(event.type());
        });
        reference.set(sessions);
        HashedSessionId unused = sessions.createAnonymous();
        assertThat(types).containsExactly(SessionEvent.Type.CREATED, SessionEvent.Type.ROTATED);
    }

    @Test
    @DisplayName("are not lost by an interrupt, which stays for the caller")
    void interrupt() {
        List<SessionEvent.Type> types = new ArrayList<>();
        EmbeddedSessions sessions = EmbeddedSessions.toldTo(event -> {
            if (types.isEmpty()) {
                // As if the interrupt came just before.
                types.add(event.type());
                Thread.currentThread().interrupt();
            }
            RedoubtInterruptedException.throwIfInterrupted("topics.publish");
            types.add(event.type());
            if (types.size() == 2) {
                Thread.currentThread().interrupt();
            }
        });
        HashedSessionId id = sessions.newId(USER);
        sessions.repository.create(id, USER, EmbeddedSessions.NO_DATA);
        assertThat(types).containsExactly(SessionEvent.Type.CREATED, SessionEvent.Type.CREATED);
        assertThat(Thread.interrupted()).isTrue();
        sessions.repository.destroy(id);
        assertThat(types).last().isEqualTo(SessionEvent.Type.DESTROYED);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @DisplayName("of an interrupted caller are told without its interrupt")
    void interruptedBefore() {
        List<Boolean> interrupted = new ArrayList<>();
        SessionEventQueue queue = new SessionEventQueue(
                event -> interrupted.add(Thread.currentThread().isInterrupted()));
        SessionEvent event = new SessionEvent(SessionEvent.Type.CREATED, "handle", null, null, null, Instant.EPOCH);
        queue.add(event);
        queue.add(event);
        Thread.currentThread().interrupt();
        queue.passOn();
        assertThat(interrupted).containsExactly(false, false);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @DisplayName("that cannot be passed on are logged at most once a second, and the others follow")
    void failures() {
        List<Boolean> passed = new ArrayList<>();
        SessionEventQueue queue = new SessionEventQueue(event -> {
            passed.add(true);
            throw new NoClassDefFoundError("thrown by a test");
        });
        SessionEvent event =
                new SessionEvent(SessionEvent.Type.CREATED, "handle", null, "user-42", null, Instant.EPOCH);
        try (CapturedLog log = CapturedLog.of(SessionEventQueue.class.getName())) {
            for (int i = 0; i < 1_000; i++) {
                queue.add(event);
                queue.passOn();
            }
            assertThat(passed).hasSize(1_000);
            assertThat(log.lines())
                    .isNotEmpty()
                    .hasSizeLessThan(100) // one a second, however slow this machine is
                    .allMatch(line -> line.contains("NoClassDefFoundError") && !line.contains("user-42"));
        }
    }

    @Test
    @DisplayName("of a later change wait until that of an earlier one has been told by another thread")
    void slowConsumer() throws Exception {
        List<SessionEvent.Type> types = new CopyOnWriteArrayList<>();
        AtomicReference<Thread> later = new AtomicReference<>();
        AtomicReference<EmbeddedSessions> reference = new AtomicReference<>();
        EmbeddedSessions sessions = EmbeddedSessions.toldTo(event -> {
            if (event.type() == SessionEvent.Type.CREATED) {
                HashedSessionId id = HashedSessionId.ofHandle(event.handle()).orElseThrow();
                Thread thread = new Thread(
                        () -> Objects.requireNonNull(reference.get()).repository.destroy(id), "later-change");
                later.set(thread);
                thread.start();
                Awaitility.await()
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> thread.getState() == Thread.State.WAITING
                                || thread.getState() == Thread.State.TERMINATED);
            }
            types.add(event.type());
        });
        reference.set(sessions);
        HashedSessionId id = sessions.createAnonymous();
        Objects.requireNonNull(later.get()).join(20_000);
        assertThat(types).containsExactly(SessionEvent.Type.CREATED, SessionEvent.Type.DESTROYED);
        assertThat(sessions.repository.find(id)).isEmpty();
    }

    @Test
    @DisplayName("of one session come in the order of its changes, from whatever threads")
    void order() {
        ConcurrentLinkedQueue<SessionEvent> events = new ConcurrentLinkedQueue<>();
        EmbeddedSessions sessions = EmbeddedSessions.toldTo(events::add);
        HashedSessionId first = sessions.create("user");
        AtomicReference<HashedSessionId> current = new AtomicReference<>(first);
        try (ConcurrentCalls crowd = ConcurrentCalls.of(8)) {
            crowd.all(() -> {
                for (int i = 0; i < 2_000; i++) {
                    HashedSessionId id = Objects.requireNonNull(current.get());
                    HashedSessionId next = sessions.newId(id);
                    if (sessions.repository.rotate(id, next) instanceof StoredRotation.Rotated) {
                        current.set(next);
                    }
                }
                return true;
            });
        }
        Map<String, String> successors = new HashMap<>();
        String handle = first.handle();
        assertThat(events.poll()).extracting(SessionEvent::type).isEqualTo(SessionEvent.Type.CREATED);
        for (SessionEvent event : events) {
            assertThat(event.previousHandle())
                    .as("after %d changes", successors.size())
                    .isEqualTo(handle);
            successors.put(handle, event.handle());
            handle = event.handle();
        }
        assertThat(handle).isEqualTo(Objects.requireNonNull(current.get()).handle());
        assertThat(successors).isNotEmpty();
    }
}
