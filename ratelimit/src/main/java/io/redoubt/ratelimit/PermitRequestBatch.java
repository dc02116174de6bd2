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
import java.util.concurrent.ThreadLocalRandom;

/**
 * Batch of {@link PermitRequest}s that have the same subject, such as a user, and are granted or rejected together. One
 * execution of a Lua script decides them. The batch encodes the arguments of the script and decodes its replies.
 *
 * @param requests the requests
 * @param keys the key of each request's ring
 */
record PermitRequestBatch(List<PermitRequest> requests, List<byte[]> keys) {

    private static final byte[] TAKE = ascii("take");
    private static final byte[] PEEK = ascii("look");
    private static final int REPLY_INTEGERS = 4;

    /** Groups requests by subject, in the order in which the subjects first appear. */
    static List<PermitRequestBatch> bySubject(List<PermitRequest> requests, KeySpace space) {
        Map<Subject, List<PermitRequest>> grouped = new LinkedHashMap<>();
        requests.forEach(request -> grouped.computeIfAbsent(request.subject(), subject -> new ArrayList<>())
                .add(request));
        List<PermitRequestBatch> batches = new ArrayList<>(grouped.size());
        grouped.forEach((subject, ofSubject) -> {
            String tag = SubjectHashTag.of(subject);
            batches.add(new PermitRequestBatch(
                    ofSubject,
                    ofSubject.stream()
                            .map(request -> key(space, tag, request, request.resolution()))
                            .toList()));
        });
        return batches;
    }

    /** Returns all keys under which the rings of these requests may be stored, whatever their windows were before. */
    List<byte[]> allKeys(KeySpace space) {
        String tag = SubjectHashTag.of(requests.get(0).subject());
        List<byte[]> all = new ArrayList<>();
        for (PermitRequest request : requests) {
            for (TickResolution resolution : TickResolution.values()) {
                all.add(key(space, tag, request, resolution));
            }
        }
        return all;
    }

    private static byte[] key(KeySpace space, String tag, PermitRequest request, TickResolution resolution) {
        return space.key(tag + ":" + request.policy().name() + ":" + resolution.keySegment());
    }

    /** Returns the script run that takes the costs. */
    BatchedScriptCall take() {
        return decide(TAKE);
    }

    /** Returns the script run that reads and takes nothing. */
    BatchedScriptCall peek() {
        return decide(PEEK);
    }

    private BatchedScriptCall decide(byte[] mode) {
        List<byte[]> arguments = new ArrayList<>(2 + REPLY_INTEGERS * requests.size());
        arguments.add(mode);
        arguments.add(ascii(Integer.toUnsignedLong(ThreadLocalRandom.current().nextInt())));
        for (PermitRequest request : requests) {
            arguments.add(ascii(request.policy().limit()));
            arguments.add(ascii(request.windowTicks()));
            arguments.add(ascii(request.cost()));
            arguments.add(ascii(request.resolution().micros()));
        }
        return new BatchedScriptCall(keys, arguments);
    }

    /** Returns the script run that gives back what the run with this reply took. */
    BatchedScriptCall refund(Reply taken) {
        List<byte[]> arguments = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            PermitRequest request = requests.get(i);
            arguments.add(ascii(integerAt(taken, i * REPLY_INTEGERS + 2)));
            arguments.add(ascii(integerAt(taken, i * REPLY_INTEGERS + 3)));
            arguments.add(ascii(request.windowTicks()));
            arguments.add(ascii(request.cost()));
            arguments.add(ascii(request.resolution().micros()));
        }
        return new BatchedScriptCall(keys, arguments);
    }

    /** Returns the results of a script run: those in its reply, or the fallback if there is no reply. */
    List<LimitResult> results(BatchedCallResult outcome) {
        return outcome instanceof BatchedCallResult.Replied replied ? results(replied.reply()) : fallback();
    }

    /** Returns the results in a reply. */
    List<LimitResult> results(Reply reply) {
        List<LimitResult> results = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            int live = Math.toIntExact(integerAt(reply, i * REPLY_INTEGERS));
            results.add(LimitResult.fromStore(requests.get(i), live, integerAt(reply, i * REPLY_INTEGERS + 1)));
        }
        return results;
    }

    /** Returns the results that apply while the store is unavailable. */
    List<LimitResult> fallback() {
        return requests.stream().map(LimitResult::fallback).toList();
    }

    private static long integerAt(Reply reply, int index) {
        return ReplyValues.number(ReplyValues.elements(reply, index + 1).get(index));
    }
}
