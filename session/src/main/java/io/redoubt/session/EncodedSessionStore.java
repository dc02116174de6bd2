package io.redoubt.session;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The session store: checks what comes in, makes ids, encodes attributes, and leaves the rest to the table. */
final class EncodedSessionStore implements SessionStore {

    private static final Comparator<SessionInfo> OLDEST_FIRST =
            Comparator.comparing(SessionInfo::createdAt).thenComparing(SessionInfo::handle);

    private final SessionTable table;
    private final AttributeCodec codec;
    private final SecureRandom random = new SecureRandom();

    EncodedSessionStore(SessionTable table, AttributeCodec codec) {
        this.table = table;
        this.codec = codec;
    }

    @Override
    public Session create(NewSession session) {
        Owner owner = Owner.of(session.userId());
        Contents contents = codec.encode(session.metadata(), session.attributes());
        SessionId id = SessionId.fresh(random, owner.bucket());
        return new SessionView(id, table.create(id.stored(), owner, contents), codec);
    }

    @Override
    public Optional<Session> find(String id) {
        return SessionId.parse(id)
                .flatMap(parsed -> table.find(parsed.stored()).map(stored -> new SessionView(parsed, stored, codec)));
    }

    @Override
    public boolean extend(String id, Duration idleTimeout) {
        long millis = SessionSettings.idleMillis(idleTimeout);
        return SessionId.parse(id)
                .map(parsed -> table.extend(parsed.stored(), millis))
                .orElse(false);
    }

    @Override
    public SessionUpdateResult update(String id, SessionUpdate update) {
        Changes changes = new Changes(
                codec.encode(update.metadata(), update.attributes()),
                update.removedMetadata(),
                update.removedAttributes(),
                update.expectedVersion());
        return SessionId.parse(id)
                .map(parsed -> table.update(parsed.stored(), changes))
                .orElseGet(SessionUpdateResult.Gone::new);
    }

    @Override
    public Optional<Session> rotate(String id) {
        return SessionId.parse(id).flatMap(old -> {
            SessionId next = SessionId.fresh(random, old.stored().bucket());
            return table.rotate(old.stored(), next.stored()).map(stored -> new SessionView(next, stored, codec));
        });
    }

    @Override
    public boolean destroy(String id) {
        return SessionId.parse(id).map(parsed -> table.destroy(parsed.stored())).orElse(false);
    }

    @Override
    public boolean destroy(SessionInfo session) {
        Owner owner = Owner.of(session.userId());
        return Hashes.isHash(session.handle()) && table.destroy(new StoredId(owner.bucket(), session.handle()), owner);
    }

    @Override
    public int destroyAll(String userId) {
        return table.destroyAll(Owner.of(userId));
    }

    @Override
    public int destroyOthers(String id) {
        return SessionId.parse(id)
                .map(parsed -> table.destroyOthers(parsed.stored()))
                .orElse(0);
    }

    @Override
    public List<SessionInfo> list(String userId) {
        return table.list(Owner.of(userId)).stream().sorted(OLDEST_FIRST).toList();
    }
}
