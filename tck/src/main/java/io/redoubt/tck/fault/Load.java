package io.redoubt.tck.fault;

import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.fault.Outcome.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** Callers at work, each on a thread of its own. To be used by one thread. */
final class Load implements AutoCloseable {

    private static final int USUAL = 4;
    private static final int IN_A_ROW = 3 * Sort.USUAL.size();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final RedisDriver driver;
    private final Ledger ledger;
    private final Keys keys;
    private final List<Caller> usual = new ArrayList<>();
    private final List<Caller> crowd = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    Load(RedisDriver driver, Ledger ledger, Keys keys) {
        this.driver = driver;
        this.ledger = ledger;
        this.keys = keys;
    }

    /** Starts the usual callers, and one of another master if there is one. */
    void start(@Nullable Keys elsewhere) {
        for (int i = 0; i < USUAL; i++) {
            add(usual, new Caller(driver, ledger, keys, Place.STRUCK, Sort.USUAL));
        }
        if (elsewhere != null) {
            add(usual, new Caller(driver, ledger, elsewhere, Place.ELSEWHERE, Sort.USUAL));
        }
    }

    /** More callers, until {@link #dismissCrowd}. */
    void crowd(Fault.Crowd of) {
        for (int i = 0; i < of.size(); i++) {
            add(crowd, new Caller(driver, ledger, keys, Place.STRUCK, List.of(of.sort())));
        }
    }

    void dismissCrowd() {
        crowd.forEach(Caller::stop);
    }

    private void add(List<Caller> callers, Caller caller) {
        callers.add(caller);
        Thread thread = new Thread(caller, "redoubt-tck-caller-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /**
     * Waits until each caller got a number of right replies in a row from now on; when the last of them failed, by the
     * monotonic clock.
     *
     * @throws AssertionError if that takes too long
     */
    long awaitAnswered() {
        usual.forEach(Caller::countAnew);
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(() -> usual.stream().allMatch(caller -> caller.answeredInARow() >= IN_A_ROW));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("callers get no answers for " + PATIENCE, e);
        }
        // By difference: the clock may be negative, and may wrap.
        long latest = usual.get(0).lastFailure();
        for (Caller caller : usual) {
            latest = caller.lastFailure() - latest > 0 ? caller.lastFailure() : latest;
        }
        return latest;
    }

    /** As {@link #stop()}. */
    @Override
    public void close() {
        stop();
    }

    /** Stops all callers, and waits for their end. Idempotent. */
    void stop() {
        Stream.concat(usual.stream(), crowd.stream()).forEach(Caller::stop);
        for (Thread thread : threads) {
            try {
                thread.join(PATIENCE.toMillis());
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
