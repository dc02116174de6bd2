package io.redoubt.lock;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.Operation;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.core.ScriptOutcome;
import io.redoubt.redis.core.ScriptRun;
import io.redoubt.redis.core.Scripts;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Leases on Redis: a string for the lock and one for its counter, in one slot, which the name in braces decides. */
final class RedisLeases implements Leases {

    static final Script ACQUIRE = Scripts.load(RedisLeases.class, "acquire.lua");
    static final Script RENEW = Scripts.load(RedisLeases.class, "renew.lua");
    static final Script RELEASE = Scripts.load(RedisLeases.class, "release.lua");
    static final Script FORCE = Scripts.load(RedisLeases.class, "force.lua");

    /** A counter is kept for a day beyond the lease, for a clock of the server that goes back by less than that. */
    static final Duration RETENTION = Duration.ofHours(24);

    private static final byte[] RETAINED = ascii(RETENTION.toMillis());

    private final RedisCalls calls;
    private final KeySpace space;

    RedisLeases(RedisCalls calls, KeySpace space) {
        this.calls = calls;
        this.space = space;
    }

    @Override
    public Attempt acquire(Claim claim, long millis) {
        ScriptRun run = acquisition(claim, millis);
        Operation operation = operation("acquire", claim.name());
        long reply = integer(ACQUIRE, calls.run(operation, ACQUIRE, run.keys(), run.arguments()));
        return reply > 0 ? new Attempt.Granted(reply) : new Attempt.Busy(-reply);
    }

    @Override
    public boolean renew(Renewal renewal) {
        ScriptRun run = arguments(renewal);
        Operation operation = operation("extend", renewal.claim().name());
        return integer(RENEW, calls.runRepeatable(operation, RENEW, run.keys(), run.arguments())) == 1;
    }

    @Override
    public List<Outcome> renewAll(List<Renewal> renewals, Duration atMost) {
        return together("renew", RENEW, renewals, this::arguments, atMost);
    }

    @Override
    public boolean release(Claim claim) {
        // Not repeatable: the second answer would be that there was nothing to release, and that means something else.
        ScriptRun run = arguments(claim);
        Operation operation = operation("release", claim.name());
        return integer(RELEASE, calls.run(operation, RELEASE, run.keys(), run.arguments())) == 1;
    }

    @Override
    public List<Outcome> releaseAll(List<Claim> claims, Duration atMost) {
        return together("release", RELEASE, claims, this::arguments, atMost);
    }

    @Override
    public boolean force(String name) {
        return integer(FORCE, calls.run(operation("forceRelease", name), FORCE, List.of(lock(name)), List.of())) == 1;
    }

    byte[] lock(String name) {
        return space.key("{" + name + "}:held");
    }

    byte[] counter(String name) {
        return space.key("{" + name + "}:fence");
    }

    private ScriptRun acquisition(Claim claim, long millis) {
        return new ScriptRun(
                List.of(lock(claim.name()), counter(claim.name())),
                List.of(ascii(claim.owner()), ascii(millis), RETAINED));
    }

    private ScriptRun arguments(Renewal renewal) {
        return acquisition(renewal.claim(), renewal.millis());
    }

    private ScriptRun arguments(Claim claim) {
        return new ScriptRun(List.of(lock(claim.name())), List.of(ascii(claim.owner())));
    }

    private static long integer(Script script, Reply reply) {
        if (reply instanceof Reply.Int integer) {
            return integer.value();
        }
        throw new IllegalStateException("Redis answered " + reply + " where " + script.name() + " gives an integer");
    }

    /** In the background, where the second answer of a release is as good as the first. */
    private <T> List<Outcome> together(
            String method, Script script, List<T> wanted, Function<T, ScriptRun> arguments, Duration atMost) {
        List<ScriptRun> runs = wanted.stream().map(arguments).toList();
        return calls.runEachRepeatable(operation(method, runs.size() + " locks"), script, runs, atMost).stream()
                .map(RedisLeases::outcome)
                .toList();
    }

    private static Outcome outcome(ScriptOutcome outcome) {
        if (outcome instanceof ScriptOutcome.Replied replied && replied.reply() instanceof Reply.Int integer) {
            return integer.value() == 1 ? Outcome.DONE : Outcome.NOT_HELD;
        }
        return Outcome.UNKNOWN;
    }

    private Operation operation(String method, String name) {
        return new Operation("lock." + method, name, space.start() + "*");
    }
}
