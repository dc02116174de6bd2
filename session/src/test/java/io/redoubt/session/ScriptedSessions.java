package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.backend.RedisBackend;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Repository of sessions on Redis whose scripts get the time of a test's clock, and which records a use at once, not
 * later by another thread.
 */
final class ScriptedSessions implements SessionRepository {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final LongSupplier clock;
    private final SessionKeys keys;
    private final RedisOperations calls;
    private final SessionOperations operations;
    private final SessionScripts scripts;
    private final RedisSessionRotation rotation;
    private final RedisSessionRepository repository;
    private final ExpirySweeper sweeper;

    ScriptedSessions(RedisBackend redis, SessionSettings settings, String channel, LongSupplier clock) {
        this.clock = clock;
        this.keys = new SessionKeys(new KeyPrefix(redis.prefix()).space(KeyKind.SESSION));
        this.calls = new RedisOperations(redis.driver(), TIMEOUT, System::nanoTime);
        this.operations = new SessionOperations(calls, TIMEOUT, System::nanoTime, keys, null);
        ScriptContext context = new ScriptContext(keys, settings, ScriptTimeSource.injected(clock), channel);
        SessionCounters counters = new SessionCounters();
        this.scripts = new SessionScripts(context);
        this.rotation = new RedisSessionRotation(calls, operations, context, counters);
        this.repository = new RedisSessionRepository(
                calls,
                operations,
                context,
                counters,
                new TouchDueCheck(System::nanoTime),
                new LogThrottle(System::nanoTime),
                SessionMaintenance.Intervals.DEFAULT,
                null);
        this.sweeper = new ExpirySweeper(operations, new SweepScripts(context), counters);
    }

    /** Removes all expired sessions from the indexes. */
    void sweep() {
        RecurringTask.Outcome outcome = sweeper.sweep(() -> false);
        while (outcome == RecurringTask.Outcome.MORE) {
            outcome = sweeper.sweep(() -> false);
        }
        assertThat(outcome).isEqualTo(RecurringTask.Outcome.DONE);
    }

    /**
     * Returns whether an expired session is under an id. Removes a record that has ended, as the server would do by the
     * test's clock.
     */
    boolean isExpired(HashedSessionId id) {
        byte[] key = keys.session(id);
        Reply end = calls.read(operations.of("test"), Command.keyed("HGET", key, SessionKeys.utf8("e")));
        if (!(end instanceof Reply.Nil)
                && Long.parseLong(new String(ReplyValues.bytes(end), StandardCharsets.US_ASCII)) < clock.getAsLong()) {
            Reply unused = calls.write(operations.of("test"), Command.keyed("DEL", key));
        }
        return SessionFieldCodec.decode(read(id))
                .filter(session -> !isLive(session))
                .isPresent();
    }

    private Reply read(HashedSessionId id) {
        return calls.read(operations.of("test"), Command.keyed("HGETALL", keys.session(id)));
    }

    private boolean isLive(StoredSession session) {
        return clock.getAsLong() <= session.expiry();
    }

    @Override
    public Optional<StoredSession> find(HashedSessionId id) {
        Optional<StoredSession> found = use(id);
        return found.isPresent() ? found : rotation.findInGrace(id, read(id));
    }

    @Override
    public Map<HashedSessionId, StoredSession> findAll(Collection<HashedSessionId> ids) {
        Map<HashedSessionId, StoredSession> found = new LinkedHashMap<>();
        ids.forEach(id -> use(id).ifPresent(session -> found.put(id, session)));
        return found;
    }

    private Optional<StoredSession> use(HashedSessionId id) {
        Optional<StoredSession> found = SessionFieldCodec.decode(read(id)).filter(this::isLive);
        assertThat(operations.run(scripts.touch(id)).exists()).isEqualTo(found.isPresent());
        return found;
    }

    @Override
    public StoredSession create(HashedSessionId id, @Nullable SessionOwner owner, SessionPayload payload) {
        return repository.create(id, owner, payload);
    }

    @Override
    public boolean extend(HashedSessionId id, long idleMillis) {
        return repository.extend(id, idleMillis);
    }

    @Override
    public SessionUpdateResult update(HashedSessionId id, EncodedUpdate update) {
        return repository.update(id, update);
    }

    @Override
    public StoredRotation rotate(HashedSessionId from, HashedSessionId to) {
        return repository.rotate(from, to);
    }

    @Override
    public StoredRotation login(HashedSessionId from, SessionOwner owner, HashedSessionId to) {
        return repository.login(from, owner, to);
    }

    @Override
    public StoredRotation logout(HashedSessionId from, HashedSessionId to) {
        return repository.logout(from, to);
    }

    @Override
    public boolean destroy(HashedSessionId id) {
        return repository.destroy(id);
    }

    @Override
    public boolean destroyOwned(HashedSessionId id, @Nullable SessionOwner owner) {
        return repository.destroyOwned(id, owner);
    }

    @Override
    public int destroyEach(Collection<HashedSessionId> ids) {
        return repository.destroyEach(ids);
    }

    @Override
    public int destroyAll(SessionOwner owner) {
        return repository.destroyAll(owner);
    }

    @Override
    public int destroyAll(Collection<SessionOwner> owners) {
        return repository.destroyAll(owners);
    }

    @Override
    public int destroyOthers(HashedSessionId id) {
        return repository.destroyOthers(id);
    }

    @Override
    public List<SessionInfo> list(SessionOwner owner) {
        return repository.list(owner);
    }

    @Override
    public void forEachBatch(Consumer<List<SessionInfo>> consumer) {
        repository.forEachBatch(consumer);
    }

    @Override
    public int destroyMatching(List<SessionInfo> sessions) {
        return repository.destroyMatching(sessions);
    }

    @Override
    public SessionStatistics statistics() {
        return repository.statistics();
    }

    @Override
    public void close() {
        repository.close();
    }
}
