package io.redoubt.lock;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.lock.LockInfo;
import io.redoubt.redis.core.BatchedCallResult;
import io.redoubt.redis.core.BatchedScriptCall;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Redis storage for locks, with two keys for each lock: one for the lease, one for the fencing counter. The lock name
 * in braces puts both into one cluster slot.
 */
final class RedisLockStore implements LockStore {

    static final Script ACQUIRE = ScriptResources.load(RedisLockStore.class, "acquire.lua");
    static final Script RENEW = ScriptResources.load(RedisLockStore.class, "renew.lua");
    static final Script RELEASE = ScriptResources.load(RedisLockStore.class, "release.lua");
    static final Script RELEASE_AFTER = ScriptResources.load(RedisLockStore.class, "release_after.lua");
    static final Script FIND = ScriptResources.load(RedisLockStore.class, "find.lua");
    static final Script FORCE = ScriptResources.load(RedisLockStore.class, "force.lua");

    /**
     * Retention of a fencing counter beyond its lease: tokens keep growing if the server's clock goes back by less
     * than this.
     */
    static final Duration COUNTER_RETENTION = Duration.ofHours(24);

    private static final byte[] COUNTER_RETENTION_MILLIS = ascii(COUNTER_RETENTION.toMillis());

    private final RedisOperations calls;
    private final KeySpace space;

    RedisLockStore(RedisOperations calls, KeySpace space) {
        this.calls = calls;
        this.space = space;
    }

    @Override
    public AcquireResult acquire(LockAcquisitionId ownership, long leaseMillis) {
        BatchedScriptCall run = leaseArguments(ownership, leaseMillis);
        OperationDescription operation = operation("acquire", ownership.name());
        long reply = ReplyValues.number(calls.run(operation, ACQUIRE, run.keys(), run.arguments()));
        return reply > 0 ? new AcquireResult.Granted(reply) : new AcquireResult.Busy(-reply);
    }

    @Override
    public boolean renew(RenewalRequest renewal) {
        BatchedScriptCall run = arguments(renewal);
        OperationDescription operation = operation("extend", renewal.ownership().name());
        return ReplyValues.number(calls.runRepeatable(operation, RENEW, run.keys(), run.arguments())) == 1;
    }

    @Override
    public List<RenewOrReleaseOutcome> renewAll(List<RenewalRequest> renewals, Duration timeout) {
        return runBatch("renew", RENEW, renewals, this::arguments, timeout);
    }

    @Override
    public boolean release(LockAcquisitionId ownership) {
        // Not repeatable: the reply to a second release would be "not held", which has another meaning for the
        // caller.
        BatchedScriptCall run = arguments(ownership);
        OperationDescription operation = operation("release", ownership.name());
        return ReplyValues.number(calls.run(operation, RELEASE, run.keys(), run.arguments())) == 1;
    }

    @Override
    public boolean releaseAfter(LockAcquisitionId ownership, long delayMillis) {
        // Not repeatable, like release.
        BatchedScriptCall run = leaseArguments(ownership, delayMillis);
        OperationDescription operation = operation("releaseAfter", ownership.name());
        return ReplyValues.number(calls.run(operation, RELEASE_AFTER, run.keys(), run.arguments())) == 1;
    }

    @Override
    public Optional<LockInfo> find(String name) {
        List<byte[]> keys = List.of(lockKey(name));
        List<Reply> found = ReplyValues.elements(calls.runRepeatable(operation("find", name), FIND, keys, List.of()));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new LockInfo(
                        ReplyValues.number(found.get(0)), Duration.ofMillis(ReplyValues.number(found.get(1)))));
    }

    @Override
    public List<RenewOrReleaseOutcome> releaseAll(List<LockAcquisitionId> ownerships, Duration timeout) {
        return runBatch("release", RELEASE, ownerships, this::arguments, timeout);
    }

    @Override
    public boolean forceRelease(String name) {
        return ReplyValues.number(calls.run(operation("forceRelease", name), FORCE, List.of(lockKey(name)), List.of()))
                == 1;
    }

    byte[] lockKey(String name) {
        return space.key("{" + name + "}:held");
    }

    byte[] counterKey(String name) {
        return space.key("{" + name + "}:fence");
    }

    private BatchedScriptCall leaseArguments(LockAcquisitionId ownership, long leaseMillis) {
        return new BatchedScriptCall(
                List.of(lockKey(ownership.name()), counterKey(ownership.name())),
                List.of(ascii(ownership.ownerToken()), ascii(leaseMillis), COUNTER_RETENTION_MILLIS));
    }

    private BatchedScriptCall arguments(RenewalRequest renewal) {
        return leaseArguments(renewal.ownership(), renewal.leaseMillis());
    }

    private BatchedScriptCall arguments(LockAcquisitionId ownership) {
        return new BatchedScriptCall(List.of(lockKey(ownership.name())), List.of(ascii(ownership.ownerToken())));
    }

    /**
     * Runs a script once per request in one pipeline. Only for background work, where the reply to a repeated
     * release is as good as the first.
     */
    private <T> List<RenewOrReleaseOutcome> runBatch(
            String method,
            Script script,
            List<T> requests,
            Function<T, BatchedScriptCall> arguments,
            Duration timeout) {
        List<BatchedScriptCall> runs = requests.stream().map(arguments).toList();
        return calls.runEachRepeatable(operation(method, runs.size() + " locks"), script, runs, timeout).stream()
                .map(RedisLockStore::outcome)
                .toList();
    }

    private static RenewOrReleaseOutcome outcome(BatchedCallResult outcome) {
        if (outcome instanceof BatchedCallResult.Replied replied && replied.reply() instanceof Reply.Int integer) {
            return integer.value() == 1 ? RenewOrReleaseOutcome.DONE : RenewOrReleaseOutcome.NOT_HELD;
        }
        return RenewOrReleaseOutcome.UNKNOWN;
    }

    private OperationDescription operation(String method, String name) {
        return new OperationDescription("lock." + method, name, space.start() + "*");
    }
}
