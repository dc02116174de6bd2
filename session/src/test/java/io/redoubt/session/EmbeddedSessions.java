package io.redoubt.session;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionEventPublishing;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Test fixture with an in-memory repository of sessions, a clock that the test moves, and the events so far. Sessions
 * end after 10 seconds without use, and after a minute; a user has at most 3.
 */
final class EmbeddedSessions {

    static final SessionPayload NO_DATA = new SessionPayload(Map.of(), Map.of());

    final List<SessionEvent> events = new CopyOnWriteArrayList<>();
    final StateMemoryBudget budget;
    final EmbeddedSessionRepository repository;

    /** On a whole hour, which begins a minute, too. */
    long now = 1_800_000_000_000L;

    private final SecureRandom random = new SecureRandom();

    private EmbeddedSessions(
            SessionSettings settings, int maxSessions, long maxBytes, @Nullable Consumer<SessionEvent> listener) {
        this.budget = StateMemoryBudget.of(maxBytes);
        this.repository = new EmbeddedSessionRepository(
                settings, () -> now, maxSessions, budget, listener == null ? events::add : listener);
    }

    static EmbeddedSessions create() {
        return of(SessionOverflowPolicy.EVICT_OLDEST);
    }

    static EmbeddedSessions of(SessionOverflowPolicy policy) {
        return new EmbeddedSessions(settings("", policy, Duration.ZERO), 1_000, Long.MAX_VALUE, null);
    }

    static EmbeddedSessions withGrace(Duration grace) {
        return new EmbeddedSessions(
                settings("", SessionOverflowPolicy.EVICT_OLDEST, grace), 1_000, Long.MAX_VALUE, null);
    }

    static EmbeddedSessions within(int maxSessions, long maxBytes) {
        return new EmbeddedSessions(
                settings("", SessionOverflowPolicy.EVICT_OLDEST, Duration.ZERO), maxSessions, maxBytes, null);
    }

    static EmbeddedSessions toldTo(Consumer<SessionEvent> listener) {
        return new EmbeddedSessions(
                settings("", SessionOverflowPolicy.EVICT_OLDEST, Duration.ZERO), 100_000, Long.MAX_VALUE, listener);
    }

    static SessionSettings settings(String prefix, SessionOverflowPolicy policy, Duration grace) {
        return new SessionSettings(
                JsonCodec.create(),
                prefix,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                3,
                policy,
                grace,
                SessionEventPublishing.ON,
                AsyncSettings.defaults());
    }

    HashedSessionId newId(String bucket) {
        return SessionId.generate(random, bucket).hashed();
    }

    HashedSessionId newId(HashedSessionId inBucketOf) {
        return newId(inBucketOf.bucket());
    }

    HashedSessionId newId(SessionOwner owner) {
        return newId(owner.bucket());
    }

    HashedSessionId create(String userId) {
        SessionOwner owner = SessionOwner.of(userId);
        HashedSessionId id = newId(owner);
        StoredSession unused = repository.create(id, owner, NO_DATA);
        return id;
    }

    HashedSessionId createAnonymous() {
        HashedSessionId id = newId("7f");
        StoredSession unused = repository.create(id, null, NO_DATA);
        return id;
    }

    /** Removes and returns the events so far, each as {@code TYPE handle}, with more where there is more. */
    List<String> takeEvents() {
        List<String> texts = events.stream().map(EmbeddedSessions::text).toList();
        events.clear();
        return texts;
    }

    private static String text(SessionEvent event) {
        return event.type() + " " + event.handle()
                + (event.previousHandle() == null ? "" : " was " + event.previousHandle())
                + (event.reason() == null ? "" : " " + event.reason())
                + (event.userId() == null ? "" : " of " + event.userId());
    }
}
