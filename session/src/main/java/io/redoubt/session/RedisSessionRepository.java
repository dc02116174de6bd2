package io.redoubt.session;

import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.spi.Command;
import java.util.List;
import java.util.Optional;

/**
 * Redis repository of sessions, which stores each session as a Redis hash with a time to live. Each operation is one
 * command.
 */
final class RedisSessionRepository implements SessionRepository {

    private final RedisOperations calls;
    private final SessionKeys keys;
    private final SessionScripts scripts;
    private final SessionSettings settings;
    private final TouchDueCheck serverTime;
    private final TouchQueue touches;

    RedisSessionRepository(
            RedisOperations calls,
            SessionKeys keys,
            SessionScripts scripts,
            SessionSettings settings,
            TouchDueCheck serverTime,
            LogThrottle throttle) {
        this.calls = calls;
        this.keys = keys;
        this.scripts = scripts;
        this.settings = settings;
        this.serverTime = serverTime;
        this.touches = new TouchQueue(this::touch, throttle);
    }

    @Override
    public StoredSession create(HashedSessionId id, SessionOwner owner, SessionData data) {
        TimedResultCode reply = runTimed(scripts.create(id, owner, data));
        if (reply.code() == 0) {
            throw new SessionLimitException(settings.maxPerUser());
        }
        if (!reply.done()) {
            throw TimedResultCode.idTaken();
        }
        return StoredSessionFactory.create(owner, data, settings, reply.now());
    }

    @Override
    public Optional<StoredSession> find(HashedSessionId id) {
        Command command = Command.keyed("HGETALL", keys.session(id));
        Optional<StoredSession> found = SessionFieldCodec.decode(calls.read(operation("find"), command));
        found.filter(serverTime::isTouchDue).ifPresent(session -> touches.offer(id));
        return found;
    }

    private void touch(HashedSessionId id) {
        runTimed(scripts.touch(id));
    }

    @Override
    public boolean extend(HashedSessionId id, long idleMillis) {
        return runTimed(scripts.extend(id, idleMillis)).done();
    }

    @Override
    public SessionUpdateResult update(HashedSessionId id, EncodedUpdate update) {
        return run(scripts.update(id, update));
    }

    @Override
    public Optional<StoredSession> rotate(HashedSessionId from, HashedSessionId to) {
        return run(scripts.rotate(from, to));
    }

    @Override
    public boolean destroy(HashedSessionId id) {
        return run(scripts.destroy(id, ""));
    }

    @Override
    public boolean destroy(HashedSessionId id, SessionOwner owner) {
        return run(scripts.destroy(id, owner.hash()));
    }

    @Override
    public int destroyAll(SessionOwner owner) {
        return run(scripts.destroyAll(owner));
    }

    @Override
    public int destroyOthers(HashedSessionId id) {
        return run(scripts.destroyOthers(id));
    }

    @Override
    public List<SessionInfo> list(SessionOwner owner) {
        return run(scripts.list(owner));
    }

    @Override
    public void close() {
        touches.close();
    }

    private TimedResultCode runTimed(ScriptCall<TimedResultCode> call) {
        TimedResultCode reply = run(call);
        serverTime.observe(reply.now());
        return reply;
    }

    private <T> T run(ScriptCall<T> call) {
        return call.replyParser()
                .apply(calls.run(operation(call.method()), call.script(), call.keys(), call.arguments()));
    }

    /** Returns an operation description that names neither session nor user, since callers log exceptions. */
    private OperationDescription operation(String method) {
        String pattern = keys.space().start() + "*";
        return new OperationDescription("session." + method, pattern, pattern);
    }
}
