package io.redoubt.tck.fault;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.fault.CallRecord.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** Group of threads that continuously call a Redis driver during a fault test. For use by one thread. */
final class CallerGroup implements AutoCloseable {

    private static final int STANDARD_CALLERS = 4;
    private static final int REQUIRED_IN_A_ROW = 3 * CallType.STANDARD.size();
    private static final Duration MAX_WAIT = Duration.ofMinutes(2);

    private final RedisDriver driver;
    private final CallLog callLog;
    private final FaultKeys keys;
    private final List<CallerTask> standardCallers = new ArrayList<>();
    private final List<CallerTask> extraCallers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    CallerGroup(RedisDriver driver, CallLog callLog, FaultKeys keys) {
        this.driver = driver;
        this.callLog = callLog;
        this.keys = keys;
    }

    /** Starts the standard callers, and one caller of another master if there is another master. */
    void start(@Nullable FaultKeys otherKeys) {
        for (int i = 0; i < STANDARD_CALLERS; i++) {
            add(standardCallers, new CallerTask(driver, callLog, keys, Location.TARGET_MASTER, CallType.STANDARD));
        }
        if (otherKeys != null) {
            add(standardCallers, new CallerTask(driver, callLog, otherKeys, Location.OTHER_MASTER, CallType.STANDARD));
        }
    }

    /** Starts additional callers, which run until {@link #stopExtraCallers}. */
    void extraCallers(Fault.ExtraCallers more) {
        for (int i = 0; i < more.size(); i++) {
            add(extraCallers, new CallerTask(driver, callLog, keys, Location.TARGET_MASTER, List.of(more.type())));
        }
    }

    void stopExtraCallers() {
        extraCallers.forEach(CallerTask::stop);
    }

    private void add(List<CallerTask> callers, CallerTask caller) {
        callers.add(caller);
        Thread thread = new Thread(caller, "redoubt-tck-caller-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /**
     * Waits until each standard caller got a number of correct replies in a row after this call. Returns the time
     * of the last failure of any of them, by the monotonic clock.
     *
     * @throws AssertionError if the wait takes too long
     */
    long awaitAnswered() {
        standardCallers.forEach(CallerTask::resetAnsweredInARow);
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(MAX_WAIT)
                    .until(() ->
                            standardCallers.stream().allMatch(caller -> caller.answeredInARow() >= REQUIRED_IN_A_ROW));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("callers get no answers for " + MAX_WAIT, e);
        }
        // Compared by difference, since the clock may be negative and may overflow.
        long latest = standardCallers.get(0).lastFailure();
        for (CallerTask caller : standardCallers) {
            latest = caller.lastFailure() - latest > 0 ? caller.lastFailure() : latest;
        }
        return latest;
    }

    /** Same as {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** Stops all callers and waits for their threads to end. Idempotent. */
    void stop() {
        Stream.concat(standardCallers.stream(), extraCallers.stream()).forEach(CallerTask::stop);
        for (Thread thread : threads) {
            try {
                thread.join(MAX_WAIT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            if (thread.isAlive()) {
                throw new AssertionError("a call hangs: " + List.of(thread.getStackTrace()));
            }
        }
    }
}
