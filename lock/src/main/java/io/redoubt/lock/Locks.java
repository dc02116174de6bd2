package io.redoubt.lock;

import io.redoubt.api.lock.LockProvider;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.core.driver.RedisDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Makes a {@link LockProvider}, and owns its threads: {@code redoubt-lock-watchdog}, which renews locks and finds lost ones,
 * from the first of those on; {@code redoubt-lock-events}, which runs {@code onLost} actions, and {@code redoubt-lock-cleanup},
 * which releases what nobody holds any more, each only while there is something to do. Thread-safe.
 *
 * <p>The algorithm is that of a single instance in "Distributed Locks with Redis" (redis.io), with its validity time, and with
 * a fencing token by a hybrid logical clock (Kulkarni et al., OPODIS 2014) in the same round trip. It is as safe as its one
 * server: a failover that loses the acquisition lets another one acquire, with a greater token.
 */
public final class Locks implements AutoCloseable {

    private static final int MOST_EVENTS = 10_000;
    private static final Duration MOST_CLOSING = Duration.ofSeconds(2);

    private final Custody custody;
    private final Duration mostClosing;
    private final LeasedLocks provider;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Locks(Leases leases, LongSupplier nanoTime, Duration mostClosing) {
        this.mostClosing = mostClosing;
        this.custody = new Custody(
                leases,
                nanoTime,
                new OpenLocks(),
                new Watchdog(leases, nanoTime),
                new Turns(),
                new Cleanup(leases, nanoTime),
                new Background("redoubt-lock-events", MOST_EVENTS, mostClosing),
                new LogThrottle(nanoTime));
        this.provider = new LeasedLocks(custody);
    }

    /**
     * Locks on Redis.
     *
     * @param driver is not closed by the locks, and must be closed after them
     * @param timeout how long a call may take
     * @param keyPrefix what stands before every key; empty for none
     * @param nanoTime the monotonic clock, by which handles know how long they are valid
     */
    public static Locks redis(RedisDriver driver, Duration timeout, String keyPrefix, LongSupplier nanoTime) {
        return on(
                new RedisLeases(
                        new RedisCalls(driver, timeout, nanoTime), new KeyPrefix(keyPrefix).space(KeyKind.LOCK)),
                nanoTime);
    }

    /**
     * Locks in this process, which nobody else sees.
     *
     * @param nanoTime the monotonic clock by which leases end
     * @param now the wall clock at this moment: fencing tokens begin with it, and so grow across restarts of the process
     */
    public static Locks embedded(LongSupplier nanoTime, Instant now) {
        return on(new EmbeddedLeases(nanoTime, now), nanoTime);
    }

    static Locks on(Leases leases, LongSupplier nanoTime) {
        return on(leases, nanoTime, MOST_CLOSING);
    }

    /**
     * @param mostClosing how long closing waits for releases, and for actions
     */
    static Locks on(Leases leases, LongSupplier nanoTime, Duration mostClosing) {
        return new Locks(leases, nanoTime, mostClosing);
    }

    /** The locks. */
    public LockProvider provider() {
        return provider;
    }

    /** For tests of what is left behind. */
    Custody custody() {
        return custody;
    }

    /**
     * Ends renewal, waiting and all threads, and releases what is held, within a few seconds; idempotent. Handles that are held
     * become invalid, and their {@code onLost} actions run.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            provider.close();
            custody.watchdog().close();
            releaseAll();
            custody.cleanup().close();
            custody.events().close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void releaseAll() {
        List<HeldLock> lost = custody.open().all().stream()
                .filter(lock -> lock.lose(Hold.Over.LOST))
                .toList();
        List<Claim> claims = lost.stream().map(HeldLock::claim).toList();
        List<Outcome> outcomes = custody.leases().releaseAll(claims, mostClosing);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) != Outcome.UNKNOWN) {
                lost.get(i).gone();
            }
        }
    }
}
