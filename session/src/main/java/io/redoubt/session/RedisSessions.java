package io.redoubt.session;

import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.Operation;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.spi.Command;
import java.util.List;
import java.util.Optional;

/** Sessions on Redis: each one a hash with the server's time to live, each operation one command. */
final class RedisSessions implements SessionTable {

    private final RedisCalls calls;
    private final SessionKeys keys;
    private final SessionScripts scripts;
    private final SessionSettings settings;
    private final ServerClock clock;
    private final TouchQueue touches;

    RedisSessions(
            RedisCalls calls,
            SessionKeys keys,
            SessionScripts scripts,
            SessionSettings settings,
            ServerClock clock,
            LogThrottle log) {
        this.calls = calls;
        this.keys = keys;
        this.scripts = scripts;
        this.settings = settings;
        this.clock = clock;
        this.touches = new TouchQueue(this::touch, log);
    }

    @Override
    public StoredSession create(StoredId id, Owner owner, Contents contents) {
        TimedAnswer answer = timed(scripts.create(id, owner, contents));
        if (answer.code() == 0) {
            throw new SessionLimitException(settings.maxPerUser());
        }
        if (!answer.done()) {
            throw TimedAnswer.idTaken();
        }
        return NewbornSession.of(owner, contents, settings, answer.now());
    }

    @Override
    public Optional<StoredSession> find(StoredId id) {
        Command command = Command.keyed("HGETALL", keys.session(id));
        Optional<StoredSession> found = StoredFields.session(calls.read(operation("find"), command));
        found.filter(clock::touchDue).ifPresent(session -> touches.offer(id));
        return found;
    }

    private void touch(StoredId id) {
        timed(scripts.touch(id));
    }

    @Override
    public boolean extend(StoredId id, long idleMillis) {
        return timed(scripts.extend(id, idleMillis)).done();
    }

    @Override
    public SessionUpdateResult update(StoredId id, Changes changes) {
        return run(scripts.update(id, changes));
    }

    @Override
    public Optional<StoredSession> rotate(StoredId from, StoredId to) {
        return run(scripts.rotate(from, to));
    }

    @Override
    public boolean destroy(StoredId id) {
        return run(scripts.destroy(id, ""));
    }

    @Override
    public boolean destroy(StoredId id, Owner owner) {
        return run(scripts.destroy(id, owner.hash()));
    }

    @Override
    public int destroyAll(Owner owner) {
        return run(scripts.destroyAll(owner));
    }

    @Override
    public int destroyOthers(StoredId id) {
        return run(scripts.destroyOthers(id));
    }

    @Override
    public List<SessionInfo> list(Owner owner) {
        return run(scripts.list(owner));
    }

    @Override
    public void close() {
        touches.close();
    }

    private TimedAnswer timed(ScriptCall<TimedAnswer> call) {
        TimedAnswer answer = run(call);
        clock.heard(answer.now());
        return answer;
    }

    private <T> T run(ScriptCall<T> call) {
        return call.answer().apply(calls.run(operation(call.name()), call.script(), call.keys(), call.arguments()));
    }

    /** Names neither session nor user: exceptions are logged by those who catch them. */
    private Operation operation(String method) {
        String all = keys.space().start() + "*";
        return new Operation("session." + method, all, all);
    }
}
