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
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.InterruptDeferral;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Redis storage for rate limits. There is one key per rate limit and subject, such as a user, and one script run
 * decides all limits of a subject, whatever their algorithms are.
 *
 * <p>Limits of different subjects may be in different cluster slots, so their script runs are sent side by side in
 * one pipeline, and what some of them took is refunded where others reject. If the refund fails, the cost stays
 * taken: too few calls are admitted rather than too many.
 */
final class RedisRateLimitStore implements RateLimitStore {

    /** How often a call is sent until the calendar windows in it contain the server's time: the second does. */
    private static final int MAX_ATTEMPTS = 3;

    private final RedisOperations calls;
    private final Duration timeout;
    private final KeySpace space;
    private final LongSupplier nanoTime;
    private final ServerTimeEstimate serverTime;

    RedisRateLimitStore(
            RedisDriver driver,
            Duration timeout,
            KeySpace space,
            LongSupplier nanoTime,
            ServerTimeEstimate serverTime) {
        this.calls = new RedisOperations(driver, timeout, nanoTime);
        this.timeout = timeout;
        this.space = space;
        this.nanoTime = nanoTime;
        this.serverTime = serverTime;
    }

    @Override
    public List<LimitResult> take(List<PermitRequest> requests) {
        OperationDescription operation = operation("acquire", requests);
        List<PermitRequestBatch> batches = PermitRequestBatch.bySubject(requests, space);
        Script script = RateLimitScripts.take(LimitScriptPart.of(requests));
        if (batches.size() == 1) {
            return runSingle(operation, script, batches.get(0), true);
        }
        Deadline deadline = Deadline.after(timeout, nanoTime);
        for (int attempt = 1; ; attempt++) {
            List<BatchedCallResult> outcomes = runEach(operation, script, batches, true, deadline.remaining());
            List<List<LimitResult>> results = results(batches, outcomes);
            Optional<RedoubtException> failure = failure(outcomes);
            boolean otherWindows = needOtherWindows(batches, outcomes);
            if (failure.isPresent() || otherWindows || !results.stream().allMatch(RedisRateLimitStore::takes)) {
                refundQuietly(operation("refund", requests), granted(outcomes, results), deadline);
            }
            if (failure.isPresent()) {
                throw failure.get();
            }
            if (!otherWindows || attempt == MAX_ATTEMPTS) {
                return inRequestOrder(requests, results);
            }
        }
    }

    @Override
    public List<LimitResult> peek(List<PermitRequest> requests) {
        OperationDescription operation = operation("peek", requests);
        List<PermitRequestBatch> batches = PermitRequestBatch.bySubject(requests, space);
        Script script = RateLimitScripts.take(LimitScriptPart.of(requests));
        if (batches.size() == 1) {
            return runSingle(operation, script, batches.get(0), false);
        }
        Deadline deadline = Deadline.after(timeout, nanoTime);
        for (int attempt = 1; ; attempt++) {
            List<BatchedCallResult> outcomes = runEach(operation, script, batches, false, deadline.remaining());
            Optional<RedoubtException> failure = failure(outcomes);
            if (failure.isPresent()) {
                throw failure.get();
            }
            if (!needOtherWindows(batches, outcomes) || attempt == MAX_ATTEMPTS) {
                return inRequestOrder(requests, results(batches, outcomes));
            }
        }
    }

    @Override
    public void reset(List<PermitRequest> requests) {
        List<Command> commands = PermitRequestBatch.bySubject(requests, space).stream()
                .map(batch -> unlink(batch.allKeys(space)))
                .toList();
        calls.writeAll(operation("reset", requests), commands);
    }

    @Override
    public void refund(List<GrantedPermit> permits) {
        List<PermitRequest> requests =
                permits.stream().map(GrantedPermit::request).toList();
        OperationDescription operation = operation("refund", requests);
        for (BatchedCallResult outcome : sendRefunds(operation, permits, timeout)) {
            if (outcome instanceof BatchedCallResult.Failed failed) {
                throw failed.reason();
            }
        }
    }

    private List<BatchedCallResult> sendRefunds(
            OperationDescription operation, List<GrantedPermit> permits, Duration time) {
        Script script = RateLimitScripts.refund(
                LimitScriptPart.of(permits.stream().map(GrantedPermit::request).toList()));
        return calls.runEach(operation, script, RefundBatch.bySubject(permits, space), time);
    }

    /** Gives back what was taken from limits of other subjects: nobody else would. */
    private void refundQuietly(OperationDescription operation, List<GrantedPermit> permits, Deadline deadline) {
        if (!permits.isEmpty()) {
            InterruptDeferral.during(() -> {
                sendRefunds(operation, permits, deadline.remaining());
            });
        }
    }

    private static List<GrantedPermit> granted(List<BatchedCallResult> outcomes, List<List<LimitResult>> results) {
        List<GrantedPermit> permits = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (outcomes.get(i) instanceof BatchedCallResult.Replied
                    && results.get(i).stream().allMatch(LimitResult::fits)) {
                results.get(i).forEach(result -> permits.add(result.granted()));
            }
        }
        return permits;
    }

    /** Returns the first failure that the policies do not decide on. */
    private static Optional<RedoubtException> failure(List<BatchedCallResult> outcomes) {
        return outcomes.stream()
                .filter(BatchedCallResult.Failed.class::isInstance)
                .map(outcome -> ((BatchedCallResult.Failed) outcome).reason())
                .filter(reason -> !OutageClassifier.isOutage(reason))
                .findFirst();
    }

    private List<BatchedCallResult> runEach(
            OperationDescription operation,
            Script script,
            List<PermitRequestBatch> batches,
            boolean takes,
            Duration time) {
        return calls.runEach(
                operation,
                script,
                batches.stream().map(batch -> call(batch, takes)).toList(),
                time);
    }

    private BatchedScriptCall call(PermitRequestBatch batch, boolean takes) {
        return takes ? batch.take(serverTime.micros()) : batch.peek(serverTime.micros());
    }

    private boolean needOtherWindows(List<PermitRequestBatch> batches, List<BatchedCallResult> outcomes) {
        boolean other = false;
        for (int i = 0; i < batches.size(); i++) {
            if (outcomes.get(i) instanceof BatchedCallResult.Replied replied) {
                other |= needsOtherWindows(batches.get(i), replied.reply());
            }
        }
        return other;
    }

    private boolean needsOtherWindows(PermitRequestBatch batch, Reply reply) {
        OptionalLong time = batch.otherWindows(reply);
        time.ifPresent(serverTime::correct);
        return time.isPresent();
    }

    private List<LimitResult> runSingle(
            OperationDescription operation, Script script, PermitRequestBatch batch, boolean takes) {
        Deadline deadline = Deadline.after(timeout, nanoTime);
        try {
            for (int attempt = 1; ; attempt++) {
                BatchedScriptCall run = call(batch, takes);
                RedisOperations within =
                        attempt == 1 ? calls : calls.within(deadline.remaining().plusNanos(1));
                Reply reply = within.run(operation, script, run.keys(), run.arguments());
                if (!needsOtherWindows(batch, reply) || attempt == MAX_ATTEMPTS) {
                    return batch.results(reply);
                }
            }
        } catch (StoreUnavailableException | StoreRejectedException e) {
            if (!OutageClassifier.isOutage(e)) {
                throw e;
            }
            return batch.undecided(); // logged by RedisOperations
        }
    }

    private static List<List<LimitResult>> results(List<PermitRequestBatch> batches, List<BatchedCallResult> outcomes) {
        List<List<LimitResult>> results = new ArrayList<>(batches.size());
        for (int i = 0; i < batches.size(); i++) {
            results.add(batches.get(i).results(outcomes.get(i)));
        }
        return results;
    }

    /** Returns whether none of the results that the store decided rejects. */
    private static boolean takes(List<LimitResult> results) {
        return results.stream().allMatch(result -> result.fits() || !result.isDecided());
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
