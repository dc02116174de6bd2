package io.redoubt.ratelimit;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.ratelimit.Subject;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.ScriptOutcome;
import io.redoubt.redis.core.ScriptRun;
import io.redoubt.redis.spi.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The demands on the limits of one subject, which one script decides, and how that script is spoken to.
 *
 * @param requests the demands
 * @param keys the ring of each
 */
record SubjectBatch(List<PermitRequest> requests, List<byte[]> keys) {

    private static final byte[] TAKE = ascii("take");
    private static final byte[] PEEK = ascii("look");
    private static final int REPLY_INTEGERS = 4;

    /** One claim for each subject, in the order in which they come. */
    static List<SubjectBatch> bySubject(List<PermitRequest> requests, KeySpace space) {
        Map<Subject, List<PermitRequest>> grouped = new LinkedHashMap<>();
        requests.forEach(request -> grouped.computeIfAbsent(request.subject(), subject -> new ArrayList<>())
                .add(request));
        List<SubjectBatch> batches = new ArrayList<>(grouped.size());
        grouped.forEach((subject, ofSubject) -> {
            String tag = SubjectHashTag.of(subject);
            batches.add(new SubjectBatch(
                    ofSubject,
                    ofSubject.stream()
                            .map(request -> key(space, tag, request, request.resolution()))
                            .toList()));
        });
        return batches;
    }

    /** The keys under which anything of these demands may lie, whatever the window was before. */
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

    /** The script's call that takes. */
    ScriptRun take() {
        return decide(TAKE);
    }

    /** The script's call that only looks. */
    ScriptRun peek() {
        return decide(PEEK);
    }

    private ScriptRun decide(byte[] mode) {
        List<byte[]> arguments = new ArrayList<>(2 + REPLY_INTEGERS * requests.size());
        arguments.add(mode);
        arguments.add(ascii(Integer.toUnsignedLong(ThreadLocalRandom.current().nextInt())));
        for (PermitRequest request : requests) {
            arguments.add(ascii(request.policy().limit()));
            arguments.add(ascii(request.windowTicks()));
            arguments.add(ascii(request.cost()));
            arguments.add(ascii(request.resolution().micros()));
        }
        return new ScriptRun(keys, arguments);
    }

    /** The script's call that gives back what was taken with this reply. */
    ScriptRun refund(Reply taken) {
        List<byte[]> arguments = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            PermitRequest request = requests.get(i);
            arguments.add(ascii(integerAt(taken, i * REPLY_INTEGERS + 2)));
            arguments.add(ascii(integerAt(taken, i * REPLY_INTEGERS + 3)));
            arguments.add(ascii(request.windowTicks()));
            arguments.add(ascii(request.cost()));
            arguments.add(ascii(request.resolution().micros()));
        }
        return new ScriptRun(keys, arguments);
    }

    /** What became of the script: what it replied, or what holds without a reply. */
    List<LimitResult> results(ScriptOutcome outcome) {
        return outcome instanceof ScriptOutcome.Replied replied ? results(replied.reply()) : fallback();
    }

    /** What the script replied. */
    List<LimitResult> results(Reply reply) {
        List<LimitResult> results = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            int live = Math.toIntExact(integerAt(reply, i * REPLY_INTEGERS));
            results.add(LimitResult.fromStore(requests.get(i), live, integerAt(reply, i * REPLY_INTEGERS + 1)));
        }
        return results;
    }

    /** What holds while the store does not answer. */
    List<LimitResult> fallback() {
        return requests.stream().map(LimitResult::fallback).toList();
    }

    private static long integerAt(Reply reply, int index) {
        if (reply instanceof Reply.Array array && array.elements().get(index) instanceof Reply.Int integer) {
            return integer.value();
        }
        throw new IllegalStateException("Redis answered " + reply + " where the script replies with integers");
    }
}
