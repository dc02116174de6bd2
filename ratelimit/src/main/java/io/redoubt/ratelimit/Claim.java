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
 * @param demands the demands
 * @param keys the ring of each
 */
record Claim(List<Demand> demands, List<byte[]> keys) {

    private static final byte[] TAKE = ascii("take");
    private static final byte[] LOOK = ascii("look");
    private static final int INTEGERS = 4;

    /** One claim for each subject, in the order in which they come. */
    static List<Claim> bySubject(List<Demand> demands, KeySpace space) {
        Map<Subject, List<Demand>> grouped = new LinkedHashMap<>();
        demands.forEach(demand -> grouped.computeIfAbsent(demand.subject(), subject -> new ArrayList<>())
                .add(demand));
        List<Claim> claims = new ArrayList<>(grouped.size());
        grouped.forEach((subject, its) -> {
            String tag = SubjectTag.of(subject);
            claims.add(new Claim(
                    its,
                    its.stream()
                            .map(demand -> key(space, tag, demand, demand.width()))
                            .toList()));
        });
        return claims;
    }

    /** The keys under which anything of these demands may lie, whatever the window was before. */
    List<byte[]> allKeys(KeySpace space) {
        String tag = SubjectTag.of(demands.get(0).subject());
        List<byte[]> all = new ArrayList<>();
        for (Demand demand : demands) {
            for (TickWidth width : TickWidth.values()) {
                all.add(key(space, tag, demand, width));
            }
        }
        return all;
    }

    private static byte[] key(KeySpace space, String tag, Demand demand, TickWidth width) {
        return space.key(tag + ":" + demand.policy().name() + ":" + width.segment());
    }

    /** The script's call that takes. */
    ScriptRun take() {
        return decide(TAKE);
    }

    /** The script's call that only looks. */
    ScriptRun look() {
        return decide(LOOK);
    }

    private ScriptRun decide(byte[] mode) {
        List<byte[]> arguments = new ArrayList<>(2 + INTEGERS * demands.size());
        arguments.add(mode);
        arguments.add(ascii(Integer.toUnsignedLong(ThreadLocalRandom.current().nextInt())));
        for (Demand demand : demands) {
            arguments.add(ascii(demand.policy().limit()));
            arguments.add(ascii(demand.windowTicks()));
            arguments.add(ascii(demand.cost()));
            arguments.add(ascii(demand.width().micros()));
        }
        return new ScriptRun(keys, arguments);
    }

    /** The script's call that gives back what was taken with this reply. */
    ScriptRun refund(Reply taken) {
        List<byte[]> arguments = new ArrayList<>();
        for (int i = 0; i < demands.size(); i++) {
            Demand demand = demands.get(i);
            arguments.add(ascii(integer(taken, i * INTEGERS + 2)));
            arguments.add(ascii(integer(taken, i * INTEGERS + 3)));
            arguments.add(ascii(demand.windowTicks()));
            arguments.add(ascii(demand.cost()));
            arguments.add(ascii(demand.width().micros()));
        }
        return new ScriptRun(keys, arguments);
    }

    /** What became of the script: what it replied, or what holds without a reply. */
    List<Verdict> verdicts(ScriptOutcome outcome) {
        return outcome instanceof ScriptOutcome.Replied replied ? verdicts(replied.reply()) : fallback();
    }

    /** What the script replied. */
    List<Verdict> verdicts(Reply reply) {
        List<Verdict> verdicts = new ArrayList<>(demands.size());
        for (int i = 0; i < demands.size(); i++) {
            int live = Math.toIntExact(integer(reply, i * INTEGERS));
            verdicts.add(Verdict.stored(demands.get(i), live, integer(reply, i * INTEGERS + 1)));
        }
        return verdicts;
    }

    /** What holds while the store does not answer. */
    List<Verdict> fallback() {
        return demands.stream().map(Verdict::fallback).toList();
    }

    private static long integer(Reply reply, int index) {
        if (reply instanceof Reply.Array array && array.elements().get(index) instanceof Reply.Int integer) {
            return integer.value();
        }
        throw new IllegalStateException("Redis answered " + reply + " where the script replies with integers");
    }
}
