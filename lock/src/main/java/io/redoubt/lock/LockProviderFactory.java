package io.redoubt.lock;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.async.AsyncExecutor;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * Factory that creates a {@link LockProvider} on Redis or in memory and owns the threads of that provider. Thread-safe.
 *
 * <p>The threads are {@code redoubt-lock-watchdog}, which renews locks and detects lost ones and runs from the
 * first such lock on; {@code redoubt-lock-events}, which runs {@code onLost} actions; and
 * {@code redoubt-lock-cleanup}, which releases locks that no handle holds any more. The last two run only while
 * they have work. Asynchronous calls run on threads of their own, {@code redoubt-async-lock-1} and so on.
 *
 * <p>The algorithm is that of a single instance in "Distributed Locks with Redis" (redis.io), including its
 * validity time, with a fencing token from a hybrid logical clock (Kulkarni et al., OPODIS 2014) in the same round
 * trip. It is as safe as the one server it uses: after a failover that loses an acquisition, another client can
 * acquire the lock, with a greater token.
 */
public final class LockProviderFactory implements AutoCloseable {

    private static final Duration MAX_CLOSE_WAIT = Duration.ofSeconds(2);

    private final LockContext context;
    private final Duration maxCloseWait;
    private final DefaultLockProvider provider;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LockProviderFactory(LockStore store, LongSupplier nanoTime, Duration maxCloseWait, AsyncSettings async) {
        this.maxCloseWait = maxCloseWait;
        this.context = new LockContext(
                store,
                nanoTime,
                new HeldLockRegistry(),
                new Watchdog(store, MonotonicClock.of(nanoTime)),
                new WaitQueues(),
                new OrphanReleaser(store, nanoTime),
                new OnLostExecutor(maxCloseWait, new LogThrottle(nanoTime)),
                AsyncExecutor.create("redoubt-async-lock", async, AsyncExecutor.CLOSE_TIMEOUT),
                new LogThrottle(nanoTime),
                new LogThrottle(nanoTime));
        this.provider = new DefaultLockProvider(context);
    }

    /**
     * Creates locks on Redis.
     *
     * @param driver is not closed by the locks, and must be closed after them
     * @param timeout how long a call may take
     * @param keyPrefix prefix of every key; empty for none
     * @param async settings of asynchronous calls
     * @param nanoTime the monotonic clock by which handles determine how long they are valid
     */
    public static LockProviderFactory redis(
            RedisDriver driver, Duration timeout, String keyPrefix, AsyncSettings async, LongSupplier nanoTime) {
        return on(
                new RedisLockStore(
                        new RedisOperations(driver, timeout, nanoTime), new KeyPrefix(keyPrefix).space(KeyKind.LOCK)),
                nanoTime,
                MAX_CLOSE_WAIT,
                async);
    }

    /**
     * Creates locks that are visible in this process only.
     *
     * @param async settings of asynchronous calls
     * @param environment with the clock by which leases end, and the wall-clock time from which fencing tokens start,
     *     so that they grow across restarts of the process
     */
    public static LockProviderFactory embedded(AsyncSettings async, EmbeddedStoreContext environment) {
        return on(new EmbeddedLockStore(environment), environment.clock(), MAX_CLOSE_WAIT, async);
    }

    static LockProviderFactory on(LockStore store, LongSupplier nanoTime) {
        return on(store, nanoTime, MAX_CLOSE_WAIT, AsyncSettings.defaults());
    }

    /**
     * @param maxCloseWait how long {@link #close()} waits for the releases, and for the {@code onLost} actions
     */
    static LockProviderFactory on(LockStore store, LongSupplier nanoTime, Duration maxCloseWait, AsyncSettings async) {
        return new LockProviderFactory(store, nanoTime, maxCloseWait, async);
    }

    /** Returns the lock provider. The same object every time. */
    public LockProvider provider() {
        return provider;
    }

    /** For tests that check for leftovers. */
    LockContext context() {
        return context;
    }

    /**
     * Closes the locks within a few seconds: ends renewal and all threads, fails waiting calls, and releases the
     * held locks. Their handles become invalid, and their {@code onLost} actions run. Idempotent.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        InterruptDeferral.during(() -> {
            provider.close(); // also ends the wait of asynchronous calls
            context.asyncCalls().close();
            context.watchdog().close();
            releaseAll();
            context.orphanReleaser().close();
            context.onLostExecutor().close();
        });
    }

    private void releaseAll() {
        List<HeldLock> lost =
                context.heldLocks().all().stream().filter(HeldLock::markClosed).toList();
        List<LockAcquisitionId> ownerships =
                lost.stream().map(HeldLock::ownership).toList();
        List<RenewOrReleaseOutcome> outcomes = context.store().releaseAll(ownerships, maxCloseWait);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) != RenewOrReleaseOutcome.UNKNOWN) {
                lost.get(i).markGone();
            }
        }
    }
}
