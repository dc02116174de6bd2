package io.redoubt.tck.fault;

import static io.redoubt.tck.fault.FaultKeys.bytes;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.fault.CallRecord.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Task that makes one call after another to a Redis driver during a fault test, and records each outcome. One thread
 * runs it; other threads may observe it.
 */
final class CallerTask implements Runnable {

    /** Deadline of every call. */
    static final Duration DEADLINE = Duration.ofMillis(200);

    private static final long PAUSE_NANOS = Duration.ofMillis(4).toNanos();
    /** Allocated once, so that no call spends its time on the allocation. */
    private static final byte[] LARGE_UNKNOWN_FIELD = new byte[8 << 20];

    private static final CallOptions NOT_REPEATABLE = CallOptions.within(DEADLINE);
    private static final Script INCREMENT = Script.of("step.lua", "return redis.call('HINCRBY', KEYS[1], ARGV[1], 1)");
    private static final Script READ_BOTH =
            Script.of("both.lua", "return {redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])}");

    private final RedisDriver driver;
    private final CallLog callLog;
    private final FaultKeys keys;
    private final Location location;
    private final List<CallType> types;
    private final AtomicInteger answeredInARow = new AtomicInteger();
    private volatile long lastFailure;
    private volatile boolean stopped;

    CallerTask(RedisDriver driver, CallLog callLog, FaultKeys keys, Location location, List<CallType> types) {
        this.driver = driver;
        this.callLog = callLog;
        this.keys = keys;
        this.location = location;
        this.types = types;
        this.lastFailure = System.nanoTime();
    }

    @Override
    public void run() {
        for (int turn = 0; !stopped; turn++) {
            call(types.get(turn % types.size()));
            // The pause is random, so that callers whose commands share a batch do not all pause at the moment of
            // a fault.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2 * PAUSE_NANOS));
        }
    }

    void stop() {
        stopped = true;
    }

    /** Restarts the count of consecutive answered calls. */
    void resetAnsweredInARow() {
        answeredInARow.set(0);
    }

    int answeredInARow() {
        return answeredInARow.get();
    }

    /**
     * Returns when the last call that got no reply or an error reply ended. Before the first such call, returns the
     * time at which this task was created.
     */
    long lastFailure() {
        return lastFailure;
    }

    private void call(CallType type) {
        List<Integer> ids = new ArrayList<>();
        for (int i = type == CallType.PIPELINE ? 3 : 1; i > 0; i--) {
            ids.add(callLog.nextId());
        }
        long begun = System.nanoTime();
        List<Reply> replies;
        callLog.calls.increment();
        try {
            replies = send(type, ids);
            callLog.failures.add(
                    replies.stream().filter(Reply.Missing.class::isInstance).count());
        } catch (DriverException e) {
            callLog.failures.increment();
            replies = ids.stream().map(id -> (Reply) new Reply.Missing(e)).toList();
        }
        long ended = System.nanoTime();
        boolean answered = true;
        for (int i = 0; i < ids.size(); i++) {
            CallOutcome outcome = CallOutcome.of(replies.get(i));
            boolean increment =
                    type == CallType.INCREMENT || type == CallType.SCRIPT || (type == CallType.PIPELINE && i != 1);
            callLog.add(new CallRecord(ids.get(i), type, location, outcome, increment, begun, ended));
            if (outcome.answered()) {
                check(type, increment, replies.get(i));
            }
            answered &= outcome.answered();
        }
        if (answered) {
            answeredInARow.incrementAndGet();
        } else {
            answeredInARow.set(0);
            lastFailure = ended;
        }
    }

    private List<Reply> send(CallType type, List<Integer> ids) {
        byte[] mark = bytes(CallLog.marker(ids.get(0)));
        CallOptions options = type.repeatable() ? NOT_REPEATABLE.repeatable() : NOT_REPEATABLE;
        return switch (type) {
            case INCREMENT -> List.of(driver.execute(increment(mark), options));
            case READ -> List.of(driver.execute(read(mark), options));
            case SCRIPT -> List.of(driver.script(INCREMENT, List.of(bytes(keys.counts())), List.of(mark), options));
            case SCRIPT_READ ->
                List.of(driver.script(
                        READ_BOTH, List.of(bytes(keys.one()), bytes(keys.two())), List.of(mark), options));
            case PIPELINE ->
                driver.pipeline(
                        List.of(
                                increment(mark),
                                read(bytes(CallLog.marker(ids.get(1)))),
                                increment(bytes(CallLog.marker(ids.get(2))))),
                        options);
            case LARGE_READ -> List.of(driver.execute(large(mark), options));
        };
    }

    private Command increment(byte[] mark) {
        return Command.keyed("HINCRBY", bytes(keys.counts()), mark, bytes("1"));
    }

    private Command read(byte[] mark) {
        return Command.keyed("HMGET", bytes(keys.counts()), bytes("known"), mark);
    }

    private Command large(byte[] mark) {
        return Command.keyed("HMGET", bytes(keys.counts()), bytes("known"), mark, LARGE_UNKNOWN_FIELD);
    }

    private void check(CallType type, boolean increment, Reply reply) {
        boolean right = increment
                ? reply.equals(new Reply.Int(1))
                : switch (type) {
                    case SCRIPT_READ -> reply instanceof Reply.Array array && are(array, FaultKeys.ONE, FaultKeys.TWO);
                    default ->
                        reply instanceof Reply.Array array
                                && is(array, 0, FaultKeys.KNOWN)
                                && array.elements().get(1) instanceof Reply.Nil;
                };
        if (!right) {
            callLog.addWrongReply(type + " was answered with " + reply);
        }
    }

    private boolean are(Reply.Array array, String one, String two) {
        return is(array, 0, one) && is(array, 1, two);
    }

    private boolean is(Reply.Array array, int index, String expected) {
        Reply element = array.elements().get(index);
        if (element instanceof Reply.Nil) {
            // Correct if a server has lost its data, which the assertions of the run check.
            callLog.absentValues.increment();
            return true;
        }
        return element instanceof Reply.Data data && data.text().equals(expected);
    }
}
