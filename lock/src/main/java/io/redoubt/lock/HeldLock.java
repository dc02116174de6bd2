package io.redoubt.lock;

import io.redoubt.api.RangeValidation;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.lock.UninterruptibleRequest.OnRepeat;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.BooleanSupplier;

/**
 * Handle of an acquired lock, which extends or releases the lock and tracks whether the lock is still held. Thread-safe
 * without locks.
 *
 * <p>Whether the lock is held is one reference to a {@link LockState}, which changes by compare-and-set. The first
 * thread that sees the lease ended makes that final for all threads, and the reply to an earlier renewal cannot
 * make the handle valid again.
 */
final class HeldLock implements LockHandle {

    private static final AtomicReferenceFieldUpdater<HeldLock, LockState> STATE =
            AtomicReferenceFieldUpdater.newUpdater(HeldLock.class, LockState.class, "state");

    private final LockAcquisitionId ownership;
    private final long fencingToken;
    private final long leaseMillis;
    private final LockOptions.Renewal renewal;
    private final LockContext context;
    private final Queue<LockLossCallback> onLostActions = new ConcurrentLinkedQueue<>();
    private volatile LockState state;
    private volatile long longestLeaseMillis;

    HeldLock(
            LockAcquisitionId ownership,
            long fencingToken,
            LockState.Held held,
            LockOptions options,
            LockContext context) {
        this.ownership = ownership;
        this.fencingToken = fencingToken;
        this.leaseMillis = options.lease().toMillis();
        this.longestLeaseMillis = leaseMillis;
        this.renewal = options.renewal();
        this.context = context;
        this.state = held;
    }

    @Override
    public String name() {
        return ownership.name();
    }

    @Override
    public long fencingToken() {
        return fencingToken;
    }

    @Override
    public boolean isValid() {
        return currentState() instanceof LockState.Held;
    }

    @Override
    public Duration remaining() {
        return currentState() instanceof LockState.Held held
                ? Duration.ofNanos(Math.max(0, held.remainingNanos(context.now())))
                : Duration.ZERO;
    }

    @Override
    public boolean extend(Duration lease) {
        long extensionMillis = LockOptions.lease(lease).lease().toMillis();
        if (!isValid()) {
            return false;
        }
        longestLeaseMillis = Math.max(longestLeaseMillis, extensionMillis);
        long sentNanos = context.now();
        RenewalRequest request = new RenewalRequest(ownership, extensionMillis);
        if (!UninterruptibleRequest.run(() -> context.store().renew(request), OnRepeat.USE_REPLY)) {
            markLost(LockState.Ended.GONE);
            return false;
        }
        return extendValidity(sentNanos, extensionMillis);
    }

    @Override
    public LockRelease release() {
        return end(LockState.Ended.RELEASING, () -> context.store().release(ownership));
    }

    @Override
    public LockRelease releaseAfter(Duration delay) {
        RangeValidation.required("the delay of a release", delay, Duration.ZERO, LockOptions.MAX_LEASE);
        if (delay.isZero()) {
            return release();
        }
        long delayMillis = delay.plusNanos(999_999).toMillis();
        return end(LockState.Ended.GIVING_UP, () -> context.store().releaseAfter(ownership, delayMillis));
    }

    /** Ends the holding of the lock by a request that ends the ownership. */
    private LockRelease end(LockState.Ended ending, BooleanSupplier request) {
        LockState before = currentState();
        while (isHeldOrEnding(before) && !STATE.compareAndSet(this, before, ending)) {
            before = currentState();
        }
        if (before == LockState.Ended.RELEASED || before == LockState.Ended.GONE) {
            return LockRelease.NOT_HELD;
        }
        if (before instanceof LockState.Held) {
            context.unregister(this);
            onLostActions.clear();
        }
        boolean lost = before == LockState.Ended.LOST;
        boolean ended = UninterruptibleRequest.run(request, OnRepeat.ASSUME_DONE);
        state = lost ? LockState.Ended.GONE : LockState.Ended.RELEASED;
        if (ended) {
            context.waitQueues().signalRelease(name());
        }
        return ended && !lost ? LockRelease.RELEASED : LockRelease.NOT_HELD;
    }

    private static boolean isHeldOrEnding(LockState state) {
        return state instanceof LockState.Held
                || state == LockState.Ended.RELEASING
                || state == LockState.Ended.GIVING_UP;
    }

    @Override
    public void onLost(Runnable action) {
        onLostActions.add(new LockLossCallback(context.asyncCalls().decorate(action)));
        if (currentState() instanceof LockState.Held) {
            context.watchdog().watch(this);
        }
        if (isLost()) {
            completeEnd();
        }
    }

    @Override
    public void close() {
        if (state == LockState.Ended.GIVING_UP) {
            return; // the lock is to remain locked for a while
        }
        try {
            release();
        } catch (RedoubtException e) {
            context.releaseLater(this, e);
        } catch (Throwable e) {
            abandon();
            context.releaseLater(this, e);
            throw e;
        }
    }

    @Override
    public String toString() {
        return "LockHandle[token " + fencingToken + ", " + currentState() + "]";
    }

    LockAcquisitionId ownership() {
        return ownership;
    }

    long leaseMillis() {
        return leaseMillis;
    }

    /** Returns the longest lease that was requested, by the acquisition or an extension. */
    long longestLeaseMillis() {
        return longestLeaseMillis;
    }

    boolean isAutoRenewed() {
        return renewal == LockOptions.Renewal.WATCHDOG;
    }

    /** Returns the state as last recorded, without reading the clock. */
    LockState state() {
        return state;
    }

    /**
     * Records a renewal that the store confirmed. Returns false if the handle had become invalid before.
     *
     * @param sentNanos when the request was sent, in monotonic nanoseconds
     */
    boolean extendValidity(long sentNanos, long extensionMillis) {
        LockState.Held renewed = LockState.Held.startingAt(sentNanos, extensionMillis);
        while (currentState() instanceof LockState.Held held) {
            boolean alreadyLonger = renewed.validUntil() - held.validUntil() <= 0;
            if (alreadyLonger || STATE.compareAndSet(this, held, renewed)) {
                return true;
            }
        }
        return false;
    }

    /** Marks a held lock as lost. Returns whether this call made the change. */
    boolean markLost(LockState.Ended loss) {
        LockState current = state;
        while (current instanceof LockState.Held) {
            if (transitionToLost(current, loss)) {
                return true;
            }
            current = state;
        }
        return false;
    }

    /**
     * Records that the store no longer has this lost lock, or has given it to another holder: nothing is left to
     * release.
     */
    void markGone() {
        STATE.compareAndSet(this, LockState.Ended.LOST, LockState.Ended.GONE);
    }

    /**
     * Returns the state at this moment. A held lock whose validity has ended becomes lost by this call; that is
     * final, since the clock may be read late but never goes back.
     */
    private LockState currentState() {
        LockState current = state;
        while (current instanceof LockState.Held held && held.remainingNanos(context.now()) <= 0) {
            transitionToLost(held, LockState.Ended.LOST);
            current = state;
        }
        return current;
    }

    private boolean transitionToLost(LockState held, LockState.Ended loss) {
        if (!STATE.compareAndSet(this, held, loss)) {
            return false;
        }
        completeEnd();
        context.logLost();
        return true;
    }

    /** Marks a held lock as lost because the provider is being closed. Returns whether this call made the change. */
    boolean markClosed() {
        LockState current = state;
        while (current instanceof LockState.Held held) {
            if (held.remainingNanos(context.now()) <= 0) {
                transitionToLost(held, LockState.Ended.LOST);
            } else if (STATE.compareAndSet(this, held, LockState.Ended.LOST)) {
                completeEnd();
                return true;
            }
            current = state;
        }
        return current == LockState.Ended.LOST;
    }

    /**
     * Ends the validity and the renewal of the lock, where an error prevents its release, or that the application gets
     * the handle.
     */
    void abandon() {
        LockState current = state;
        while (current instanceof LockState.Held && !STATE.compareAndSet(this, current, LockState.Ended.RELEASING)) {
            current = state;
        }
        context.unregister(this);
    }

    /**
     * Starts the pending actions if the lock was lost, and unregisters the handle. Idempotent: if this fails, or no
     * thread can be started for the actions, the watchdog does it again.
     */
    void completeEnd() {
        boolean completed = false;
        try {
            completed = !isLost() || startOnLostActions();
        } finally {
            if (completed) {
                context.unregister(this);
            } else {
                context.watchdog().checkAgain(this);
            }
        }
    }

    private boolean isLost() {
        LockState current = state;
        return current == LockState.Ended.LOST || current == LockState.Ended.GONE;
    }

    /**
     * Starts the pending actions. One leaves the queue only when it was accepted, so that no error loses it; if two
     * threads start it, it runs once all the same.
     */
    private boolean startOnLostActions() {
        for (LockLossCallback action = onLostActions.peek(); action != null; action = onLostActions.peek()) {
            if (!context.onLostExecutor().accept(action)) {
                return false;
            }
            onLostActions.remove(action);
        }
        return true;
    }
}
