package io.redoubt.session;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.session.AsyncSessionStore;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionListener;
import io.redoubt.api.session.SessionProgress;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionSubscription;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Session store that encodes attributes and keeps the sessions in a {@link SessionRepository}. It also validates
 * arguments and generates session ids.
 */
final class DefaultSessionStore implements SessionStore {

    private static final Comparator<SessionInfo> OLDEST_FIRST =
            Comparator.comparing(SessionInfo::createdAt).thenComparing(SessionInfo::handle);

    /** Number of users whose sessions are ended together. */
    private static final int BATCH = 500;

    private final SessionRepository repository;
    private final AttributeCodec codec;
    private final SessionEventTopic events;
    private final Supplier<NearCacheStatistics> near;
    private final AsyncSessionStore async;
    private final SecureRandom random = new SecureRandom();

    DefaultSessionStore(
            SessionRepository repository,
            AttributeCodec codec,
            SessionEventTopic events,
            Supplier<NearCacheStatistics> near,
            AsyncExecutor calls) {
        this.repository = repository;
        this.codec = codec;
        this.events = events;
        this.near = near;
        this.async = new ExecutorAsyncSessionStore(this, calls, this::abandon);
    }

    private void abandon(Session session) {
        SessionId.parse(session.id()).ifPresent(id -> repository.abandon(id.hashed()));
    }

    @Override
    public Session create(NewSession session) {
        SessionOwner owner = session.userId().map(SessionOwner::of).orElse(null);
        SessionPayload payload = codec.encode(session.metadata(), session.attributes());
        SessionId id = SessionId.generate(random, owner == null ? SessionOwner.randomBucket(random) : owner.bucket());
        return new SessionView(id, repository.create(id.hashed(), owner, payload), codec);
    }

    @Override
    public Optional<Session> find(String id) {
        return SessionId.parse(id)
                .flatMap(parsed -> repository.find(parsed.hashed()).map(view(parsed)));
    }

    @Override
    public boolean extend(String id, Duration idleTimeout) {
        long millis = SessionSettings.idleMillis(idleTimeout);
        return SessionId.parse(id)
                .map(parsed -> repository.extend(parsed.hashed(), millis))
                .orElse(false);
    }

    @Override
    public SessionUpdateResult update(String id, SessionUpdate update) {
        EncodedUpdate encoded = new EncodedUpdate(
                codec.encode(update.metadata(), update.attributes()),
                update.removedMetadata(),
                update.removedAttributes(),
                update.expectedVersion());
        return SessionId.parse(id)
                .map(parsed -> repository.update(parsed.hashed(), encoded))
                .orElseGet(SessionUpdateResult.Gone::new);
    }

    @Override
    public SessionRotationResult rotate(String id, RotationToken token) {
        return SessionId.parse(id)
                .map(old -> {
                    SessionId next = SessionId.of(
                            token, "rotate", old.hashed(), old.hashed().bucket());
                    return repository.rotate(old.hashed(), next.hashed()).result(view(next));
                })
                .orElseGet(SessionRotationResult.Gone::new);
    }

    @Override
    public SessionRotationResult login(String id, String userId, RotationToken token) {
        SessionOwner owner = SessionOwner.of(userId);
        return SessionId.parse(id)
                .map(old -> {
                    SessionId next = SessionId.of(token, "login:" + owner.hash(), old.hashed(), owner.bucket());
                    return repository.login(old.hashed(), owner, next.hashed()).result(view(next));
                })
                .orElseGet(SessionRotationResult.Gone::new);
    }

    @Override
    public SessionRotationResult logout(String id, RotationToken token) {
        return SessionId.parse(id)
                .map(old -> {
                    SessionId next = SessionId.of(
                            token, "logout", old.hashed(), old.hashed().bucket());
                    return repository.logout(old.hashed(), next.hashed()).result(view(next));
                })
                .orElseGet(SessionRotationResult.Gone::new);
    }

    private Function<StoredSession, SessionView> view(SessionId id) {
        return stored -> new SessionView(id, stored, codec);
    }

    @Override
    public boolean destroy(String id) {
        return SessionId.parse(id)
                .map(parsed -> repository.destroy(parsed.hashed()))
                .orElse(false);
    }

    @Override
    public boolean destroy(SessionInfo session) {
        SessionOwner owner = session.userId() == null ? null : SessionOwner.of(session.userId());
        return HashedSessionId.ofHandle(session.handle())
                .map(id -> repository.destroyOwned(id, owner))
                .orElse(false);
    }

    @Override
    public int destroyAll(String userId) {
        return repository.destroyAll(SessionOwner.of(userId));
    }

    @Override
    public int destroyOthers(String id) {
        return SessionId.parse(id)
                .map(parsed -> repository.destroyOthers(parsed.hashed()))
                .orElse(0);
    }

    @Override
    public List<SessionInfo> list(String userId) {
        return repository.list(SessionOwner.of(userId)).stream()
                .sorted(OLDEST_FIRST)
                .toList();
    }

    @Override
    public Map<String, Session> findAll(Collection<String> ids) {
        Map<HashedSessionId, SessionId> parsed = parse("findAll", ids);
        Map<String, Session> found = new LinkedHashMap<>();
        if (!parsed.isEmpty()) {
            repository.findAll(parsed.keySet()).forEach((hashed, stored) -> {
                SessionId id = Objects.requireNonNull(parsed.get(hashed));
                found.put(id.text(), new SessionView(id, stored, codec));
            });
        }
        return Collections.unmodifiableMap(found);
    }

    @Override
    public int destroyEach(Collection<String> ids) {
        Map<HashedSessionId, SessionId> parsed = parse("destroyEach", ids);
        return parsed.isEmpty() ? 0 : repository.destroyEach(parsed.keySet());
    }

    /** Returns the ids that may have been issued, each once, in their order. */
    private static Map<HashedSessionId, SessionId> parse(String method, Collection<String> ids) {
        if (ids.size() > MAX_IDS) {
            throw new InvalidInputException("session." + method + ": there are " + ids.size() + " ids, and " + MAX_IDS
                    + " are allowed: pass them in parts");
        }
        Map<HashedSessionId, SessionId> parsed = new LinkedHashMap<>();
        ids.forEach(id -> SessionId.parse(id).ifPresent(each -> parsed.put(each.hashed(), each)));
        return parsed;
    }

    @Override
    public int destroyAllOfUsers(Collection<String> userIds, Consumer<? super SessionProgress> listener) {
        List<SessionOwner> owners =
                userIds.stream().distinct().map(SessionOwner::of).toList();
        int destroyed = 0;
        for (int i = 0; i < owners.size(); i += BATCH) {
            int end = Math.min(owners.size(), i + BATCH);
            destroyed += repository.destroyAll(owners.subList(i, end));
            listener.accept(new SessionProgress(end, destroyed));
        }
        return destroyed;
    }

    @Override
    public int destroyIf(Predicate<? super SessionInfo> condition, Consumer<? super SessionProgress> listener) {
        AtomicInteger destroyed = new AtomicInteger();
        AtomicInteger examined = new AtomicInteger();
        repository.forEachBatch(batch -> {
            destroyed.addAndGet(repository.destroyMatching(batch.stream()
                    .<SessionInfo>map(info -> info)
                    .filter(condition)
                    .toList()));
            listener.accept(new SessionProgress(examined.addAndGet(batch.size()), destroyed.get()));
        });
        return destroyed.get();
    }

    @Override
    public SessionStatistics statistics() {
        return repository.statistics();
    }

    @Override
    public NearCacheStatistics nearStatistics() {
        return near.get();
    }

    @Override
    public SessionSubscription subscribe(SessionListener listener) {
        return events.subscribe(listener);
    }

    @Override
    public AsyncSessionStore async() {
        return async;
    }
}
