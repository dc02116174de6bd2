package io.redoubt.session;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.redis.core.BatchedCallResult;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Part of the Redis repository of sessions that finds sessions, in the near cache of this process or on Redis, and has
 * their use recorded. Thread-safe.
 */
final class RedisSessionReader {

    private final RedisOperations calls;
    private final SessionOperations operations;
    private final SessionKeys keys;
    private final RedisSessionRotation rotation;
    private final TouchDueCheck serverTime;
    private final TouchQueue touches;
    private final @Nullable NearSessions near;

    /** @param near the near cache; null for none */
    RedisSessionReader(
            RedisOperations calls,
            SessionOperations operations,
            SessionKeys keys,
            RedisSessionRotation rotation,
            TouchDueCheck serverTime,
            TouchQueue touches,
            @Nullable NearSessions near) {
        this.calls = calls;
        this.operations = operations;
        this.keys = keys;
        this.rotation = rotation;
        this.serverTime = serverTime;
        this.touches = touches;
        this.near = near;
    }

    /**
     * Reply to a read of a session.
     *
     * @param fields what is stored under the key
     * @param remainingMillis the time to live of the key; not positive if it is not known, or there is none
     */
    private record SessionReply(Reply fields, long remainingMillis) {}

    Optional<StoredSession> find(HashedSessionId id) {
        StoredSession copy = copyOf(id);
        if (copy != null) {
            return Optional.of(used(id, copy));
        }
        NearSessionStamp stamp = near == null ? NearSessionStamp.NOT_KEPT : near.beginRead();
        SessionReply reply = near != null && stamp.mayBeKept()
                ? readWithTtl(id, near.timeToLive())
                : new SessionReply(calls.read(operations.of("find"), read(id)), 0);
        Optional<StoredSession> found = decoded(id, reply.fields());
        if (near != null && found.isPresent()) {
            near.keep(id, found.get(), reply.remainingMillis(), stamp);
        }
        return found.isPresent() ? found : rotation.findInGrace(id, reply.fields());
    }

    private SessionReply readWithTtl(HashedSessionId id, TimeToLiveAccess access) {
        // In this order, as for values; a change in between is reported, and keeps the session from being kept.
        List<BatchedCallResult> results =
                calls.readEach(operations.of("find"), List.of(read(id), Command.keyed("PTTL", keys.session(id))));
        if (results.get(0) instanceof BatchedCallResult.Replied fields) {
            return new SessionReply(fields.reply(), remainingMillis(results.get(1), access));
        }
        throw ((BatchedCallResult.Failed) results.get(0)).reason();
    }

    private static long remainingMillis(BatchedCallResult result, TimeToLiveAccess access) {
        if (result instanceof BatchedCallResult.Failed failed
                && failed.reason() instanceof StoreRejectedException refusal) {
            access.refused(refusal);
        } else if (result instanceof BatchedCallResult.Replied replied && replied.reply() instanceof Reply.Int millis) {
            access.answered();
            return millis.value();
        }
        return 0;
    }

    /** Returns the sessions that have not ended, in the order of the ids. Keeps no copies of so many at a time. */
    Map<HashedSessionId, StoredSession> findAll(Collection<HashedSessionId> ids) {
        Map<HashedSessionId, StoredSession> copies = new HashMap<>();
        List<HashedSessionId> others = new ArrayList<>();
        for (HashedSessionId id : ids) {
            StoredSession copy = copyOf(id);
            if (copy == null) {
                others.add(id);
            } else {
                copies.put(id, used(id, copy));
            }
        }
        List<Reply> replies = calls.readAll(
                operations.of("findAll"), others.stream().map(this::read).toList());
        for (int i = 0; i < others.size(); i++) {
            HashedSessionId id = others.get(i);
            decoded(id, replies.get(i)).ifPresent(session -> copies.put(id, session));
        }
        Map<HashedSessionId, StoredSession> found = new LinkedHashMap<>();
        for (HashedSessionId id : ids) {
            StoredSession session = copies.get(id);
            if (session != null) {
                found.put(id, session);
            }
        }
        return found;
    }

    private @Nullable StoredSession copyOf(HashedSessionId id) {
        return near == null ? null : near.find(id);
    }

    private Command read(HashedSessionId id) {
        return Command.keyed("HGETALL", keys.session(id));
    }

    private Optional<StoredSession> decoded(HashedSessionId id, Reply reply) {
        return SessionFieldCodec.decode(reply).map(session -> used(id, session));
    }

    /** Has the use of a session recorded, if that is due. */
    private StoredSession used(HashedSessionId id, StoredSession session) {
        if (serverTime.isTouchDue(session)) {
            touches.offer(id);
        }
        return session;
    }
}
