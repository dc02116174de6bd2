package io.redoubt.session;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.session.SessionEvent.DestroyReason;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Component of {@link RedisSessionRepository} that ends or lists several sessions in one operation. Thread-safe. */
final class RedisUserSessions {

    /** Number of sessions that are read from an expiry index at a time. */
    private static final int BATCH = 200;

    private final RedisOperations calls;
    private final SessionOperations operations;
    private final ScriptContext context;
    private final SessionScripts sessions;
    private final MultiSessionScripts scripts;
    private final SessionCounters counters;

    RedisUserSessions(
            RedisOperations calls, SessionOperations operations, ScriptContext context, SessionCounters counters) {
        this.calls = calls;
        this.operations = operations;
        this.context = context;
        this.sessions = new SessionScripts(context);
        this.scripts = new MultiSessionScripts(context);
        this.counters = counters;
    }

    int destroyAll(SessionOwner owner) {
        return destroy("destroyAll", known -> operations.run(scripts.destroyAll(owner, known)));
    }

    int destroyOthers(HashedSessionId kept) {
        return destroy("destroyOthers", known -> operations.run(scripts.destroyOthers(kept, known)));
    }

    private int destroy(String method, Function<List<String>, DestroyReply> call) {
        AtomicInteger ended = new AtomicInteger();
        DestroyReply unused = operations.repeat(
                method,
                Effect.UNKNOWN,
                known -> {
                    DestroyReply reply = call.apply(known);
                    counters.destroyed(reply.durations());
                    ended.addAndGet(reply.durations().size());
                    return reply;
                },
                reply -> reply.left().isEmpty() ? null : reply.left());
        return ended.get();
    }

    int destroyAll(Collection<SessionOwner> owners) {
        Deadline deadline = operations.deadline();
        AtomicInteger ended = new AtomicInteger();
        Map<SessionOwner, List<String>> pending = new LinkedHashMap<>();
        owners.forEach(owner -> pending.put(owner, List.of()));
        while (!pending.isEmpty()) {
            List<SessionOwner> asked = List.copyOf(pending.keySet());
            List<ScriptCall<DestroyReply>> round = new ArrayList<>();
            pending.forEach((owner, known) -> round.add(scripts.destroyAll(owner, known)));
            List<DestroyReply> replies = new ArrayList<>();
            operations.runEach("destroyAllOfUsers", round, reply -> {
                counters.destroyed(reply.durations());
                ended.addAndGet(reply.durations().size());
                replies.add(reply);
            });
            for (int i = 0; i < asked.size(); i++) {
                if (replies.get(i).left().isEmpty()) {
                    pending.remove(asked.get(i));
                } else {
                    pending.put(asked.get(i), replies.get(i).left());
                }
            }
            if (!pending.isEmpty() && deadline.passed()) {
                throw operations.changing("destroyAllOfUsers", Effect.UNKNOWN);
            }
        }
        return ended.get();
    }

    List<SessionInfo> list(SessionOwner owner) {
        Set<String> known = new LinkedHashSet<>();
        return operations
                .repeat(
                        "list",
                        Effect.NONE,
                        others -> {
                            known.addAll(others);
                            return operations.read(scripts.list(owner, List.copyOf(known)));
                        },
                        reply -> reply.others().isEmpty() ? null : reply.others())
                .sessions();
    }

    int destroyEach(Collection<HashedSessionId> ids) {
        return destroyEach(
                "destroyEach",
                ids.stream()
                        .map(id -> sessions.destroy(id, SessionScripts.ANY_OWNER, DestroyReason.BY_ID))
                        .toList());
    }

    int destroyMatching(List<SessionInfo> infos) {
        List<ScriptCall<@Nullable Long>> each = new ArrayList<>();
        for (SessionInfo info : infos) {
            HashedSessionId.ofHandle(info.handle())
                    .ifPresent(id -> each.add(sessions.destroy(id, ownerHash(info), DestroyReason.BY_CONDITION)));
        }
        return destroyEach("destroyIf", each);
    }

    private static String ownerHash(SessionInfo info) {
        return info.userId() == null ? "" : IdHashes.truncatedHex(IdHashes.sha256(info.userId()));
    }

    private int destroyEach(String method, List<ScriptCall<@Nullable Long>> each) {
        if (each.isEmpty()) {
            return 0;
        }
        AtomicInteger ended = new AtomicInteger();
        operations.runEach(method, each, duration -> {
            if (duration != null) {
                counters.destroyed(duration);
                ended.incrementAndGet();
            }
        });
        return ended.get();
    }

    void forEachBatch(Consumer<List<SessionInfo>> consumer) {
        for (String bucket : SessionOwner.buckets()) {
            forEachBatch(bucket, consumer);
        }
    }

    private void forEachBatch(String bucket, Consumer<List<SessionInfo>> consumer) {
        byte[] index = context.keys().expiry(bucket);
        byte[] cursor = ascii(0);
        do {
            Command page = Command.keyed("ZSCAN", index, cursor, ascii("COUNT"), ascii(BATCH));
            List<Reply> reply = ReplyValues.elements(calls.read(operations.of("destroyIf"), page), 2);
            cursor = ReplyValues.bytes(reply.get(0));
            List<String> hashes = hashes(ReplyValues.elements(reply.get(1)));
            // A small index comes as a whole, and a cursor may return more than what was asked for.
            for (int i = 0; i < hashes.size(); i += BATCH) {
                List<String> batch = hashes.subList(i, Math.min(hashes.size(), i + BATCH));
                consumer.accept(operations.runRepeatable(scripts.describe(bucket, batch)));
            }
        } while (cursor.length != 1 || cursor[0] != '0');
    }

    /** Returns the hashes of the ids of the members in a reply of ZSCAN, without what is of another program. */
    private static List<String> hashes(List<Reply> membersAndScores) {
        Set<String> hashes = new LinkedHashSet<>();
        for (int i = 0; i < membersAndScores.size(); i += 2) {
            ExpiryIndexMember.parse(ReplyValues.text(membersAndScores.get(i)))
                    .ifPresent(member -> hashes.add(member.hash()));
        }
        return List.copyOf(hashes);
    }
}
