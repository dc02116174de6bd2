package io.redoubt.session;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.Reply;
import java.util.Optional;

/** Part of the Redis repository of sessions that gives sessions new ids. Thread-safe. */
final class RedisSessionRotation {

    private final RedisOperations calls;
    private final SessionOperations operations;
    private final ScriptContext context;
    private final SessionScripts sessions;
    private final RotationScripts scripts;
    private final SessionCounters counters;

    RedisSessionRotation(
            RedisOperations calls, SessionOperations operations, ScriptContext context, SessionCounters counters) {
        this.calls = calls;
        this.operations = operations;
        this.context = context;
        this.sessions = new SessionScripts(context);
        this.scripts = new RotationScripts(context);
        this.counters = counters;
    }

    StoredRotation rotate(HashedSessionId from, HashedSessionId to) {
        return operations.run(scripts.rotate(from, to)).rotation();
    }

    StoredRotation logout(HashedSessionId from, HashedSessionId to) {
        return operations.run(scripts.logout(from, to)).rotation();
    }

    /**
     * Returns the session whose id was replaced a short time ago.
     *
     * @param reply what is stored under the old id
     */
    Optional<StoredSession> findInGrace(HashedSessionId old, Reply reply) {
        return SessionFieldCodec.decodeRotation(reply)
                .filter(SessionFieldCodec.RotationRecord::hasGrace)
                .flatMap(rotation -> operations.run(
                        scripts.findRotated(old, new HashedSessionId(old.bucket(), rotation.successor()))));
    }

    StoredRotation login(HashedSessionId from, SessionOwner owner, HashedSessionId to) {
        boolean isOneSlot =
                from.bucket().equals(to.bucket()) || calls.mode(operations.of("login")) != Topology.Mode.CLUSTER;
        return isOneSlot ? loginInPlace(from, owner, to) : loginAcrossSlots(from, owner, to);
    }

    private StoredRotation loginInPlace(HashedSessionId from, SessionOwner owner, HashedSessionId to) {
        RotationReply reply = operations.repeat(
                "login",
                Effect.NONE,
                siblings -> operations.run(scripts.login(from, owner, to, siblings)),
                RotationReply::siblings);
        if (reply.code() == RotationReply.REJECTED) {
            throw rejected();
        }
        counters.evicted(reply.durations());
        return reply.rotation();
    }

    /**
     * Claims the session, creates it under its new id, then ends the old one; if that has changed in between, does it
     * again. Repeatable, since each step accepts what it finds done.
     */
    private StoredRotation loginAcrossSlots(HashedSessionId from, SessionOwner owner, HashedSessionId to) {
        Deadline deadline = operations.deadline();
        while (true) {
            ClaimReply claim =
                    operations.run(scripts.claim(from, to, operations.timeout().multipliedBy(2)));
            if (claim.session().isEmpty()) {
                return withoutSession(claim, to);
            }
            if (deadline.passed()) {
                // Not later, since a session that others have ended since then must not be created again.
                throw operations.changing("login", Effect.UNKNOWN);
            }
            StoredSession old = claim.session().get();
            Optional<StoredSession> created = create(from, old, owner, to);
            if (created.isEmpty()) {
                continue;
            }
            int left = leave(from, old, owner, to);
            if (left == RotationReply.DONE || left == RotationReply.DONE_BEFORE) {
                return new StoredRotation.Rotated(created.get());
            }
            undo(to, created.get());
            if (left != RotationReply.CHANGED) {
                return left == RotationReply.SUPERSEDED ? new StoredRotation.Superseded() : new StoredRotation.Gone();
            }
        }
    }

    private StoredRotation withoutSession(ClaimReply claim, HashedSessionId to) {
        if (claim.isDoneFor(to)) {
            return read(to).<StoredRotation>map(StoredRotation.Rotated::new).orElseGet(StoredRotation.Gone::new);
        }
        if (!claim.isSupersededFor(to)) {
            return new StoredRotation.Gone();
        }
        if (!claim.isClaimed()) {
            // An earlier call may have created it, and have died before it learned that another one was first.
            read(to).ifPresent(left -> undo(to, left));
        }
        return new StoredRotation.Superseded();
    }

    /** Returns the session under its new id; empty if an earlier call has made it of what the session no longer is. */
    private Optional<StoredSession> create(
            HashedSessionId from, StoredSession old, SessionOwner owner, HashedSessionId to) {
        CreateReply reply = operations.repeat(
                "login",
                Effect.NONE,
                siblings -> operations.run(sessions.continueSession(to, owner, old.version(), old.payload(), siblings)),
                CreateReply::siblings);
        switch (reply.code()) {
            case CreateReply.CREATED -> {
                counters.evicted(reply.durations());
                return Optional.of(
                        StoredSession.begin(owner, old.version(), old.payload(), context.settings(), reply.now()));
            }
            case CreateReply.PRESENT -> {
                Optional<StoredSession> present = read(to);
                present.filter(made -> made.version() != old.version()).ifPresent(made -> undo(to, made));
                return present.filter(made -> made.version() == old.version());
            }
            case CreateReply.REJECTED -> {
                operations.run(scripts.releaseClaim(from, to));
                throw rejected();
            }
            default -> throw SessionId.taken();
        }
    }

    /** Ends the old session. If Redis refuses, nothing of the login remains. */
    private int leave(HashedSessionId from, StoredSession old, SessionOwner owner, HashedSessionId to) {
        try {
            return operations.run(scripts.leave(from, owner, to, old.version()));
        } catch (StoreRejectedException e) {
            undo(to, old);
            throw e;
        } catch (StoreUnavailableException e) {
            if (!e.mayHaveTakenEffect()) {
                undo(to, old);
            }
            throw e;
        }
    }

    private void undo(HashedSessionId to, StoredSession created) {
        Long unused = operations.run(sessions.undo(to, created.version()));
    }

    private Optional<StoredSession> read(HashedSessionId id) {
        return SessionFieldCodec.decode(calls.read(
                operations.of("login"), Command.keyed("HGETALL", context.keys().session(id))));
    }

    private SessionLimitException rejected() {
        counters.rejected();
        return new SessionLimitException(context.settings().maxPerUser());
    }
}
