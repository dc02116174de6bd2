package io.redoubt.session;

import io.redoubt.api.RedoubtException;
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

/**
 * Component of {@link RedisSessionRepository} that replaces the id of a session on rotation, login and logout.
 * Thread-safe.
 */
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
                .flatMap(rotation -> operations.read(
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
     * again. Repeatable, also at the same time, since each step accepts what it finds done.
     */
    private StoredRotation loginAcrossSlots(HashedSessionId from, SessionOwner owner, HashedSessionId to) {
        Deadline deadline = operations.deadline();
        LoginAttempt attempt = LoginAttempt.begin();
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
            CreateReply reply = create(from, old, owner, to, attempt);
            Optional<StoredSession> created = reply.code() == CreateReply.CREATED
                    ? Optional.of(
                            StoredSession.begin(owner, old.version(), old.payload(), context.settings(), reply.now()))
                    : read(to);
            if (reply.code() == CreateReply.PRESENT_LATER || created.isEmpty()) {
                continue; // the old session has changed since it was claimed, or is there no more
            }
            int left = leave(from, old, owner, to, attempt);
            if (left == RotationReply.DONE) {
                return new StoredRotation.Rotated(created.get());
            }
            // Another attempt was first. What it had created may have ended, before this one created it again.
            boolean isGivenUp = left != RotationReply.DONE_BEFORE || reply.code() == CreateReply.CREATED;
            boolean isEnded = isGivenUp && operations.run(sessions.undo(to, attempt)) != null;
            if (left == RotationReply.DONE_BEFORE && !isEnded) {
                return new StoredRotation.Rotated(created.get());
            }
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
            if (read(to).isPresent()) {
                Long unused = operations.run(sessions.destroySilently(to));
            }
        }
        return new StoredRotation.Superseded();
    }

    /** Creates the session under its new id, unless another attempt has done so. */
    private CreateReply create(
            HashedSessionId from, StoredSession old, SessionOwner owner, HashedSessionId to, LoginAttempt attempt) {
        CreateReply reply = operations.repeat(
                "login",
                Effect.NONE,
                siblings -> operations.run(sessions.continueSession(to, owner, old, attempt, siblings)),
                CreateReply::siblings);
        counters.evicted(reply.durations());
        if (reply.code() == CreateReply.REJECTED) {
            tryTo(() -> operations.run(scripts.releaseClaim(from, to)));
            throw rejected();
        }
        if (reply.code() == CreateReply.TAKEN) {
            throw SessionId.taken();
        }
        return reply;
    }

    /** Ends the old session. If that fails and has certainly not taken effect, nothing of this attempt remains. */
    private int leave(
            HashedSessionId from, StoredSession old, SessionOwner owner, HashedSessionId to, LoginAttempt attempt) {
        boolean isGivenUp = false;
        try {
            return operations.run(scripts.leave(from, owner, to, old.version()));
        } catch (StoreRejectedException e) {
            isGivenUp = true;
            throw e;
        } catch (StoreUnavailableException e) {
            isGivenUp = !e.mayHaveTakenEffect();
            throw e;
        } finally {
            if (isGivenUp) {
                tryTo(() -> operations.run(sessions.undo(to, attempt)));
            }
        }
    }

    /** Does what is left to do when a call has failed. A failure of this is logged; the caller gets the first one. */
    private static void tryTo(Runnable remainder) {
        try {
            remainder.run();
        } catch (RedoubtException e) {
            // Logged already. It may be an exception that other callers get, too, so that nothing is added to it.
        }
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
