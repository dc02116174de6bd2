package io.redoubt.lock;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.Operation;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.core.Scripts;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.Script;
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
    private final ScriptBatch batch;
    private final KeySpace space;

    RedisLeases(RedisCalls calls, ScriptBatch batch, KeySpace space) {
        this.calls = calls;
        this.batch = batch;
        this.space = space;
    }

    @Override
    public Attempt acquire(Claim claim, long millis) {
        long reply = run("acquire", claim.name(), ACQUIRE, acquisition(claim, millis));
        return reply > 0 ? new Attempt.Granted(reply) : new Attempt.Busy(-reply);
    }

    @Override
    public boolean renew(Renewal renewal) {
        return run("extend", renewal.claim().name(), RENEW, arguments(renewal)) == 1;
    }

    @Override
    public List<Outcome> renewAll(List<Renewal> renewals, Duration atMost) {
        return together("renew", RENEW, renewals, this::arguments, atMost);
    }

    @Override
    public boolean release(Claim claim) {
        return run("release", claim.name(), RELEASE, arguments(claim)) == 1;
    }

    @Override
    public List<Outcome> releaseAll(List<Claim> claims, Duration atMost) {
        return together("release", RELEASE, claims, this::arguments, atMost);
    }

    @Override
    public boolean force(String name) {
        return run("forceRelease", name, FORCE, new ScriptBatch.Call(List.of(lock(name)), List.of())) == 1;
    }

    byte[] lock(String name) {
        return space.key("{" + name + "}:held");
    }

    byte[] counter(String name) {
        return space.key("{" + name + "}:fence");
    }

    private ScriptBatch.Call acquisition(Claim claim, long millis) {
        return new ScriptBatch.Call(
                List.of(lock(claim.name()), counter(claim.name())),
                List.of(ascii(claim.owner()), ascii(millis), RETAINED));
    }

    private ScriptBatch.Call arguments(Renewal renewal) {
        return acquisition(renewal.claim(), renewal.millis());
    }

    private ScriptBatch.Call arguments(Claim claim) {
        return new ScriptBatch.Call(List.of(lock(claim.name())), List.of(ascii(claim.owner())));
    }

    private long run(String method, String name, Script script, ScriptBatch.Call call) {
        Reply reply = calls.run(operation(method, name), script, call.keys(), call.arguments());
        if (reply instanceof Reply.Int integer) {
            return integer.value();
        }
        throw new IllegalStateException("Redis answered " + reply + " where " + script.name() + " gives an integer");
    }

    private <T> List<Outcome> together(
            String method, Script script, List<T> wanted, Function<T, ScriptBatch.Call> arguments, Duration atMost) {
        List<ScriptBatch.Call> all = wanted.stream().map(arguments).toList();
        return batch.run("lock." + method, script, all, atMost).stream()
                .map(RedisLeases::outcome)
                .toList();
    }

    private static Outcome outcome(Reply reply) {
        if (reply instanceof Reply.Int integer) {
            return integer.value() == 1 ? Outcome.DONE : Outcome.NOT_HELD;
        }
        return Outcome.UNKNOWN;
    }

    private Operation operation(String method, String name) {
        return new Operation("lock." + method, name, space.start() + "*");
    }
}
