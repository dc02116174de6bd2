package io.redoubt.ratelimit;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.Operation;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.core.ScriptOutcome;
import io.redoubt.redis.core.ScriptRun;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Admissions on Redis: one ring for each policy and subject, the limits of a subject decided by one script.
 *
 * <p>Several subjects lie in several slots, so their scripts run side by side in one pipeline, and what some have taken is given
 * back where others reject. If that fails it stays taken: rather too little is admitted than too much.
 */
final class RedisAdmissions implements Admissions {

    private final RedisCalls calls;
    private final Duration timeout;
    private final KeySpace space;
    private final LongSupplier nanoTime;

    private RedisAdmissions(RedisCalls calls, Duration timeout, KeySpace space, LongSupplier nanoTime) {
        this.calls = calls;
        this.timeout = timeout;
        this.space = space;
        this.nanoTime = nanoTime;
    }

    static RedisAdmissions on(RedisDriver driver, Duration timeout, KeySpace space, LongSupplier nanoTime) {
        return new RedisAdmissions(new RedisCalls(driver, timeout, nanoTime), timeout, space, nanoTime);
    }

    @Override
    public List<Verdict> take(List<Demand> demands) {
        Operation operation = operation("acquire", demands);
        List<Claim> claims = Claim.bySubject(demands, space);
        if (claims.size() == 1) {
            return one(operation, claims.get(0), claims.get(0).take());
        }
        Deadline deadline = Deadline.after(timeout, nanoTime);
        List<ScriptOutcome> outcomes = calls.runEach(
                operation, RingScripts.TAKE, claims.stream().map(Claim::take).toList(), timeout);
        List<List<Verdict>> verdicts = verdicts(claims, outcomes);
        if (!verdicts.stream().allMatch(RedisAdmissions::fit)) {
            List<ScriptRun> refunds = new ArrayList<>();
            for (int i = 0; i < claims.size(); i++) {
                if (outcomes.get(i) instanceof ScriptOutcome.Replied taken && fit(verdicts.get(i))) {
                    refunds.add(claims.get(i).refund(taken.reply()));
                }
            }
            calls.runEach(operation("refund", demands), RingScripts.REFUND, refunds, deadline.remaining());
        }
        return inOrder(demands, verdicts);
    }

    @Override
    public List<Verdict> look(List<Demand> demands) {
        Operation operation = operation("peek", demands);
        List<Claim> claims = Claim.bySubject(demands, space);
        if (claims.size() == 1) {
            return one(operation, claims.get(0), claims.get(0).look());
        }
        List<ScriptOutcome> outcomes = calls.runEach(
                operation, RingScripts.TAKE, claims.stream().map(Claim::look).toList(), timeout);
        return inOrder(demands, verdicts(claims, outcomes));
    }

    @Override
    public void forget(List<Demand> demands) {
        List<Command> commands = Claim.bySubject(demands, space).stream()
                .map(claim -> unlink(claim.allKeys(space)))
                .toList();
        calls.writeAll(operation("reset", demands), commands);
    }

    private List<Verdict> one(Operation operation, Claim claim, ScriptRun run) {
        try {
            return claim.verdicts(calls.run(operation, RingScripts.TAKE, run.keys(), run.arguments()));
        } catch (StoreUnavailableException | StoreRejectedException e) {
            // Logged there; here it is what policies say about it.
            return claim.fallback();
        }
    }

    private static List<List<Verdict>> verdicts(List<Claim> claims, List<ScriptOutcome> outcomes) {
        List<List<Verdict>> verdicts = new ArrayList<>(claims.size());
        for (int i = 0; i < claims.size(); i++) {
            verdicts.add(claims.get(i).verdicts(outcomes.get(i)));
        }
        return verdicts;
    }

    private static boolean fit(List<Verdict> verdicts) {
        return verdicts.stream().allMatch(Verdict::fits);
    }

    private static List<Verdict> inOrder(List<Demand> demands, List<List<Verdict>> bySubject) {
        Map<Demand, Verdict> found = new HashMap<>();
        bySubject.forEach(verdicts -> verdicts.forEach(verdict -> found.put(verdict.demand(), verdict)));
        List<Verdict> ordered = new ArrayList<>(demands.size());
        for (Demand demand : demands) {
            Verdict verdict = found.get(demand);
            if (verdict != null) {
                ordered.add(verdict);
            }
        }
        return ordered;
    }

    private static Command unlink(List<byte[]> keys) {
        return Command.keyed("UNLINK", keys.get(0), keys.subList(1, keys.size()).toArray(byte[][]::new));
    }

    /** Names the policies; ids of subjects do not belong into messages. */
    private Operation operation(String method, List<Demand> demands) {
        String more = demands.size() == 1 ? "" : " and " + (demands.size() - 1) + " more";
        Demand first = demands.get(0);
        return new Operation(
                "ratelimit." + method,
                first.policy().name() + " by " + first.subject().kind() + more,
                space.start() + "*");
    }
}
