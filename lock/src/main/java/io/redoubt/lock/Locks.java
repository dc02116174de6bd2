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

    private static final int MAX_CALLBACKS = 10_000;
    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(2);

    private final LockContext context;
    private final Duration maxCloseWait;
    private final DefaultLockProvider provider;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Locks(LockStore store, LongSupplier nanoTime, Duration maxCloseWait) {
        this.maxCloseWait = maxCloseWait;
        this.context = new LockContext(
                store,
                nanoTime,
                new HeldLockRegistry(),
                new Watchdog(store, nanoTime),
                new WaitQueues(),
                new OrphanReleaser(store, nanoTime),
                new CallbackExecutor("redoubt-lock-events", MAX_CALLBACKS, maxCloseWait),
                new LogThrottle(nanoTime));
        this.provider = new DefaultLockProvider(context);
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
                new RedisLockStore(
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
        return on(new EmbeddedLockStore(nanoTime, now), nanoTime);
    }

    static Locks on(LockStore store, LongSupplier nanoTime) {
        return on(store, nanoTime, MAX_CLOSE_WAIT);
    }

    /**
     * @param maxCloseWait how long closing waits for releases, and for actions
     */
    static Locks on(LockStore store, LongSupplier nanoTime, Duration maxCloseWait) {
        return new Locks(store, nanoTime, maxCloseWait);
    }

    /** The locks. */
    public LockProvider provider() {
        return provider;
    }

    /** For tests of what is left behind. */
    LockContext context() {
        return context;
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
            context.watchdog().close();
            releaseAll();
            context.orphanReleaser().close();
            context.callbacks().close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void releaseAll() {
        List<HeldLock> lost = context.heldLocks().all().stream()
                .filter(lock -> lock.markLost(LockState.Ended.LOST))
                .toList();
        List<Ownership> ownerships = lost.stream().map(HeldLock::ownership).toList();
        List<RequestOutcome> outcomes = context.store().releaseAll(ownerships, maxCloseWait);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) != RequestOutcome.UNKNOWN) {
                lost.get(i).markGone();
            }
        }
    }
}
