package io.redoubt.session;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.session.SessionEvent.DestroyReason;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.StoreFailures;
import io.redoubt.redis.core.SystemClock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Implementation of {@link SessionRepository} that stores each session as a Redis hash with a time to live. Most
 * operations are one command; those that need the other sessions of a user are a second one, which declares their keys.
 */
final class RedisSessionRepository implements SessionRepository {

    private final SessionOperations operations;
    private final ScriptContext context;
    private final SessionScripts scripts;
    private final RedisSessionReader reader;
    private final RedisSessionRotation rotation;
    private final RedisUserSessions users;
    private final RedisSessionStatistics statistics;
    private final SessionCounters counters;
    private final TouchDueCheck serverTime;
    private final TouchQueue touches;
    private final AbandonedSessions abandoned;
    private final SessionMaintenance maintenance;
    private final @Nullable NearSessions near;

    /** @param near the near cache, which this object closes; null for none */
    RedisSessionRepository(
            RedisOperations calls,
            SessionOperations operations,
            ScriptContext context,
            SessionCounters counters,
            TouchDueCheck serverTime,
            LogThrottle throttle,
            SessionMaintenance.Intervals intervals,
            @Nullable NearSessions near) {
        this.operations = operations;
        this.context = context;
        this.scripts = new SessionScripts(context);
        this.rotation = new RedisSessionRotation(calls, operations, context, counters);
        this.users = new RedisUserSessions(calls, operations, context, counters);
        this.statistics = new RedisSessionStatistics(calls, context, operations, counters);
        this.counters = counters;
        this.serverTime = serverTime;
        this.touches = new TouchQueue(this::touch, throttle);
        SessionOperations quiet = operations.quiet();
        this.near = near;
        this.reader = new RedisSessionReader(calls, operations, context.keys(), rotation, serverTime, touches, near);
        this.abandoned = new AbandonedSessions(
                // With an event, since its creation has published one.
                id -> quiet.run(scripts.destroy(id, SessionScripts.ANY_OWNER, DestroyReason.BY_ID)) != null,
                context.settings(),
                operations.timeout(),
                operations.nanoTime());
        this.maintenance =
                SessionMaintenance.of(calls, operations, context, counters, intervals, SystemClock.nanoTime());
    }

    @Override
    public StoredSession create(HashedSessionId id, @Nullable SessionOwner owner, SessionPayload payload) {
        // Also after an Error, for example without memory for the reply, the session may exist.
        boolean mayBeAbandoned = true;
        try {
            CreateReply reply = operations.repeat(
                    "create",
                    Effect.NONE,
                    siblings -> operations.run(scripts.create(id, owner, payload, siblings)),
                    CreateReply::siblings);
            mayBeAbandoned = reply.code() == CreateReply.CREATED;
            serverTime.observe(reply.now());
            StoredSession created = created(reply, owner, payload);
            mayBeAbandoned = false;
            return created;
        } catch (RedoubtException e) {
            mayBeAbandoned &= StoreFailures.mayHaveTakenEffect(e);
            throw e;
        } finally {
            if (mayBeAbandoned) {
                abandoned.offer(id);
            }
        }
    }

    private StoredSession created(CreateReply reply, @Nullable SessionOwner owner, SessionPayload payload) {
        switch (reply.code()) {
            case CreateReply.CREATED -> {
                counters.created();
                counters.evicted(reply.durations());
                return StoredSession.begin(owner, 1, payload, context.settings(), reply.now());
            }
            case CreateReply.REJECTED -> {
                counters.rejected();
                throw new SessionLimitException(context.settings().maxPerUser());
            }
            default -> throw SessionId.taken();
        }
    }

    @Override
    public Optional<StoredSession> find(HashedSessionId id) {
        return reader.find(id);
    }

    @Override
    public Map<HashedSessionId, StoredSession> findAll(Collection<HashedSessionId> ids) {
        return reader.findAll(ids);
    }

    private void touch(HashedSessionId id) {
        serverTime.observe(operations.run(scripts.touch(id)).now());
    }

    @Override
    public boolean extend(HashedSessionId id, long idleMillis) {
        TimedReply reply = operations.run(scripts.extend(id, idleMillis));
        serverTime.observe(reply.now());
        return reply.exists();
    }

    @Override
    public SessionUpdateResult update(HashedSessionId id, EncodedUpdate update) {
        return operations.run(scripts.update(id, update));
    }

    @Override
    public StoredRotation rotate(HashedSessionId from, HashedSessionId to) {
        return rotation.rotate(from, to);
    }

    @Override
    public StoredRotation login(HashedSessionId from, SessionOwner owner, HashedSessionId to) {
        return rotation.login(from, owner, to);
    }

    @Override
    public StoredRotation logout(HashedSessionId from, HashedSessionId to) {
        return rotation.logout(from, to);
    }

    @Override
    public boolean destroy(HashedSessionId id) {
        return destroy(id, SessionScripts.ANY_OWNER, DestroyReason.BY_ID);
    }

    @Override
    public void abandon(HashedSessionId id) {
        abandoned.offer(id);
    }

    @Override
    public boolean destroyOwned(HashedSessionId id, @Nullable SessionOwner owner) {
        return destroy(id, owner == null ? "" : owner.hash(), DestroyReason.FROM_LIST);
    }

    private boolean destroy(HashedSessionId id, String ownerHash, DestroyReason reason) {
        Long duration = operations.run(scripts.destroy(id, ownerHash, reason));
        if (duration == null) {
            return false;
        }
        counters.destroyed(duration);
        return true;
    }

    @Override
    public int destroyEach(Collection<HashedSessionId> ids) {
        return users.destroyEach(ids);
    }

    @Override
    public int destroyAll(SessionOwner owner) {
        return users.destroyAll(owner);
    }

    @Override
    public int destroyAll(Collection<SessionOwner> owners) {
        return users.destroyAll(owners);
    }

    @Override
    public int destroyOthers(HashedSessionId id) {
        return users.destroyOthers(id);
    }

    @Override
    public List<SessionInfo> list(SessionOwner owner) {
        return users.list(owner);
    }

    @Override
    public void forEachBatch(Consumer<List<SessionInfo>> consumer) {
        users.forEachBatch(consumer);
    }

    @Override
    public int destroyMatching(List<SessionInfo> sessions) {
        return users.destroyMatching(sessions);
    }

    @Override
    public SessionStatistics statistics() {
        return statistics.read();
    }

    /** Starts the background tasks, unless they were started before. */
    void start() {
        maintenance.start();
        if (near != null) {
            near.start();
        }
    }

    @Override
    public void close() {
        try {
            touches.close();
        } finally {
            try {
                abandoned.close();
            } finally {
                closeRest();
            }
        }
    }

    private void closeRest() {
        try {
            maintenance.close();
        } finally {
            if (near != null) {
                near.close();
            }
        }
    }
}
