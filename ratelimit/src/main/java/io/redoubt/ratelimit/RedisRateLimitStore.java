package io.redoubt.ratelimit;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.redis.core.BatchedCallResult;
import io.redoubt.redis.core.BatchedScriptCall;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.support.InterruptDeferral;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Redis storage for rate limits, which keeps the times of recently admitted calls in ring buffers. There is one ring
 * buffer per rate limit and subject, such as a user. Each buffer is stored under its own Redis key. One script run
 * decides all limits of a subject.
 *
 * <p>Rings of different subjects may be in different cluster slots, so their script runs are sent side by side in
 * one pipeline, and what some of them took is refunded where others reject. If the refund fails, the cost stays
 * taken: too few calls are admitted rather than too many.
 */
final class RedisRateLimitStore implements RateLimitStore {

    private final RedisOperations calls;
    private final Duration timeout;
    private final KeySpace space;
    private final LongSupplier nanoTime;

    private RedisRateLimitStore(RedisOperations calls, Duration timeout, KeySpace space, LongSupplier nanoTime) {
        this.calls = calls;
        this.timeout = timeout;
        this.space = space;
        this.nanoTime = nanoTime;
    }

    static RedisRateLimitStore on(RedisDriver driver, Duration timeout, KeySpace space, LongSupplier nanoTime) {
        return new RedisRateLimitStore(new RedisOperations(driver, timeout, nanoTime), timeout, space, nanoTime);
    }

    @Override
    public List<LimitResult> take(List<PermitRequest> requests) {
        OperationDescription operation = operation("acquire", requests);
        List<PermitRequestBatch> batches = PermitRequestBatch.bySubject(requests, space);
        if (batches.size() == 1) {
            return runSingle(operation, batches.get(0), batches.get(0).take());
        }
        Deadline deadline = Deadline.after(timeout, nanoTime);
        List<BatchedCallResult> outcomes = calls.runEach(
                operation,
                RateLimitScripts.TAKE,
                batches.stream().map(PermitRequestBatch::take).toList(),
                timeout);
        List<List<LimitResult>> results = results(batches, outcomes);
        Optional<RedoubtException> failure = failure(outcomes);
        if (failure.isPresent() || !results.stream().allMatch(RedisRateLimitStore::allFit)) {
            List<BatchedScriptCall> refunds = refunds(batches, outcomes, results);
            InterruptDeferral.during(() -> {
                calls.runEach(operation("refund", requests), RateLimitScripts.REFUND, refunds, deadline.remaining());
            });
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return inRequestOrder(requests, results);
    }

    private static List<BatchedScriptCall> refunds(
            List<PermitRequestBatch> batches, List<BatchedCallResult> outcomes, List<List<LimitResult>> results) {
        List<BatchedScriptCall> refunds = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            if (outcomes.get(i) instanceof BatchedCallResult.Replied taken && allFit(results.get(i))) {
                refunds.add(batches.get(i).refund(taken.reply()));
            }
        }
        return refunds;
    }

    /** Returns the first failure that the policies do not decide on. */
    private static Optional<RedoubtException> failure(List<BatchedCallResult> outcomes) {
        return outcomes.stream()
                .filter(BatchedCallResult.Failed.class::isInstance)
                .map(outcome -> ((BatchedCallResult.Failed) outcome).reason())
                .filter(reason -> !OutageClassifier.isOutage(reason))
                .findFirst();
    }

    @Override
    public List<LimitResult> peek(List<PermitRequest> requests) {
        OperationDescription operation = operation("peek", requests);
        List<PermitRequestBatch> batches = PermitRequestBatch.bySubject(requests, space);
        if (batches.size() == 1) {
            return runSingle(operation, batches.get(0), batches.get(0).peek());
        }
        List<BatchedCallResult> outcomes = calls.runEach(
                operation,
                RateLimitScripts.TAKE,
                batches.stream().map(PermitRequestBatch::peek).toList(),
                timeout);
        Optional<RedoubtException> failure = failure(outcomes);
        if (failure.isPresent()) {
            throw failure.get();
        }
        return inRequestOrder(requests, results(batches, outcomes));
    }

    @Override
    public void reset(List<PermitRequest> requests) {
        List<Command> commands = PermitRequestBatch.bySubject(requests, space).stream()
                .map(batch -> unlink(batch.allKeys(space)))
                .toList();
        calls.writeAll(operation("reset", requests), commands);
    }

    private List<LimitResult> runSingle(
            OperationDescription operation, PermitRequestBatch batch, BatchedScriptCall run) {
        try {
            return batch.results(calls.run(operation, RateLimitScripts.TAKE, run.keys(), run.arguments()));
        } catch (StoreUnavailableException | StoreRejectedException e) {
            if (!OutageClassifier.isOutage(e)) {
                throw e;
            }
            return batch.fallback(); // logged by RedisOperations
        }
    }

    private static List<List<LimitResult>> results(List<PermitRequestBatch> batches, List<BatchedCallResult> outcomes) {
        List<List<LimitResult>> results = new ArrayList<>(batches.size());
        for (int i = 0; i < batches.size(); i++) {
            results.add(batches.get(i).results(outcomes.get(i)));
        }
        return results;
    }

    private static boolean allFit(List<LimitResult> results) {
        return results.stream().allMatch(LimitResult::fits);
    }

    private static List<LimitResult> inRequestOrder(List<PermitRequest> requests, List<List<LimitResult>> bySubject) {
        Map<PermitRequest, LimitResult> found = new HashMap<>();
        bySubject.forEach(results -> results.forEach(result -> found.put(result.request(), result)));
        List<LimitResult> ordered = new ArrayList<>(requests.size());
        for (PermitRequest request : requests) {
            LimitResult result = found.get(request);
            if (result != null) {
                ordered.add(result);
            }
        }
        return ordered;
    }

    private static Command unlink(List<byte[]> keys) {
        return Command.keyed("UNLINK", keys.get(0), keys.subList(1, keys.size()).toArray(byte[][]::new));
    }

    /** Names the policies only: ids of subjects must not appear in messages. */
    private OperationDescription operation(String method, List<PermitRequest> requests) {
        String more = requests.size() == 1 ? "" : " and " + (requests.size() - 1) + " more";
        PermitRequest first = requests.get(0);
        return new OperationDescription(
                "ratelimit." + method,
                first.policy().name() + " by " + first.subject().kind() + more,
                space.start() + "*");
    }
}
