package io.redoubt.session;

import io.redoubt.api.session.AsyncSessionStore;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.async.AsyncExecutor;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Session store that encodes attributes and keeps the sessions in a {@link SessionRepository}. It also validates
 * arguments and generates session ids.
 */
final class DefaultSessionStore implements SessionStore {

    private static final Comparator<SessionInfo> OLDEST_FIRST =
            Comparator.comparing(SessionInfo::createdAt).thenComparing(SessionInfo::handle);

    private final SessionRepository repository;
    private final AttributeCodec codec;
    private final AsyncSessionStore async;
    private final SecureRandom random = new SecureRandom();

    DefaultSessionStore(SessionRepository repository, AttributeCodec codec, AsyncExecutor calls) {
        this.repository = repository;
        this.codec = codec;
        this.async = new ExecutorAsyncSessionStore(this, calls);
    }

    @Override
    public Session create(NewSession session) {
        SessionOwner owner = SessionOwner.of(session.userId());
        SessionData data = codec.encode(session.metadata(), session.attributes());
        SessionId id = SessionId.generate(random, owner.bucket());
        return new SessionView(id, repository.create(id.hashed(), owner, data), codec);
    }

    @Override
    public Optional<Session> find(String id) {
        return SessionId.parse(id)
                .flatMap(parsed ->
                        repository.find(parsed.hashed()).map(stored -> new SessionView(parsed, stored, codec)));
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
    public Optional<Session> rotate(String id) {
        return SessionId.parse(id).flatMap(old -> {
            SessionId next = SessionId.generate(random, old.hashed().bucket());
            return repository.rotate(old.hashed(), next.hashed()).map(stored -> new SessionView(next, stored, codec));
        });
    }

    @Override
    public boolean destroy(String id) {
        return SessionId.parse(id)
                .map(parsed -> repository.destroy(parsed.hashed()))
                .orElse(false);
    }

    @Override
    public boolean destroy(SessionInfo session) {
        SessionOwner owner = SessionOwner.of(session.userId());
        return IdHashes.isHash(session.handle())
                && repository.destroy(new HashedSessionId(owner.bucket(), session.handle()), owner);
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
    public AsyncSessionStore async() {
        return async;
    }
}
