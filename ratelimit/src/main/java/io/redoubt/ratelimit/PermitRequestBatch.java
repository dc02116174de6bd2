package io.redoubt.ratelimit;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.ratelimit.Subject;
import io.redoubt.redis.core.BatchedCallResult;
import io.redoubt.redis.core.BatchedScriptCall;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Batch of {@link PermitRequest}s that have the same subject, such as a user, and are granted or rejected together. One
 * execution of a Lua script decides them. The batch encodes the arguments of the script and decodes its replies.
 *
 * @param requests the requests
 * @param keys the key of each request's limit
 */
record PermitRequestBatch(List<PermitRequest> requests, List<byte[]> keys) {

    /** In place of a generation: the script writes nothing. */
    private static final byte[] NO_GENERATION = {};

    private static final int REPLY_INTEGERS = 5;

    /** Number of ticks to wait in a reply that asks for other calendar windows. */
    private static final long OTHER_WINDOWS = -2;

    /** Groups requests by subject, in the order in which the subjects first appear. */
    static List<PermitRequestBatch> bySubject(List<PermitRequest> requests, KeySpace space) {
        if (requests.size() == 1) {
            PermitRequest only = requests.get(0);
            return List.of(new PermitRequestBatch(requests, List.of(key(space, only))));
        }
        Map<Subject, List<PermitRequest>> grouped = new LinkedHashMap<>();
        requests.forEach(request -> grouped.computeIfAbsent(request.subject(), subject -> new ArrayList<>())
                .add(request));
        List<PermitRequestBatch> batches = new ArrayList<>(grouped.size());
        grouped.forEach((subject, ofSubject) -> {
            String tag = SubjectHashTag.of(subject);
            batches.add(new PermitRequestBatch(
                    ofSubject,
                    ofSubject.stream()
                            .map(request -> key(space, tag, request, request.form()))
                            .toList()));
        });
        return batches;
    }

    /** Returns the key of a request's limit. */
    static byte[] key(KeySpace space, PermitRequest request) {
        return key(space, SubjectHashTag.of(request.subject()), request, request.form());
    }

    /** Returns all keys under which these limits may be stored, whatever their algorithms were before. */
    List<byte[]> allKeys(KeySpace space) {
        String tag = SubjectHashTag.of(requests.get(0).subject());
        List<byte[]> all = new ArrayList<>();
        for (PermitRequest request : requests) {
            for (StoredForm form : StoredForm.values()) {
                all.add(key(space, tag, request, form));
            }
        }
        return all;
    }

    private static byte[] key(KeySpace space, String tag, PermitRequest request, StoredForm form) {
        return space.key(tag + ":" + request.policy().name() + ":" + form.keySegment());
    }

    /** Returns the script run that takes the costs. */
    BatchedScriptCall take(long serverMicros) {
        return decide(ascii(Integer.toUnsignedLong(ThreadLocalRandom.current().nextInt())), serverMicros);
    }

    /** Returns the script run that reads and takes nothing. */
    BatchedScriptCall peek(long serverMicros) {
        return decide(NO_GENERATION, serverMicros);
    }

    private BatchedScriptCall decide(byte[] generation, long serverMicros) {
        List<byte[]> arguments = new ArrayList<>(1 + 6 * requests.size());
        arguments.add(generation);
        requests.forEach(request -> LimitArguments.addTake(request, serverMicros, arguments));
        return new BatchedScriptCall(keys, arguments);
    }

    /** Returns the server's time if a reply asks for the calendar windows around that. */
    OptionalLong otherWindows(Reply reply) {
        for (int i = 0; i < requests.size(); i++) {
            if (integerAt(reply, i * REPLY_INTEGERS + 1) == OTHER_WINDOWS) {
                return OptionalLong.of(integerAt(reply, i * REPLY_INTEGERS + 3));
            }
        }
        return OptionalLong.empty();
    }

    /** Returns the results of a script run: those in its reply, or undecided ones if there is no reply. */
    List<LimitResult> results(BatchedCallResult outcome) {
        return outcome instanceof BatchedCallResult.Replied replied ? results(replied.reply()) : undecided();
    }

    /** Returns the results in a reply. */
    List<LimitResult> results(Reply reply) {
        List<LimitResult> results = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            int at = i * REPLY_INTEGERS;
            long wait = integerAt(reply, at + 1);
            results.add(
                    wait == OTHER_WINDOWS
                            ? LimitResult.undecided(requests.get(i))
                            : LimitResult.fromStore(
                                    requests.get(i),
                                    integerAt(reply, at),
                                    wait,
                                    integerAt(reply, at + 2),
                                    integerAt(reply, at + 3),
                                    integerAt(reply, at + 4)));
        }
        return results;
    }

    /** Returns the results that apply while the store is unavailable. */
    List<LimitResult> undecided() {
        return requests.stream().map(LimitResult::undecided).toList();
    }

    private static long integerAt(Reply reply, int index) {
        return ReplyValues.number(ReplyValues.elements(reply, index + 1).get(index));
    }
}
