package io.redoubt.lock;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.lock.UninterruptibleRequest.OnRepeat;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Handle of one acquisition. Thread-safe without locks.
 *
 * <p>Whether the lock is held is one reference to a {@link LockState}, which changes by compare-and-set. The first
 * thread that sees the lease ended makes that final for all threads, and the reply to an earlier renewal cannot
 * make the handle valid again.
 */
final class HeldLock implements LockHandle {

    private static final AtomicReferenceFieldUpdater<HeldLock, LockState> STATE =
            AtomicReferenceFieldUpdater.newUpdater(HeldLock.class, LockState.class, "state");

    private final Ownership ownership;
    private final long fencingToken;
    private final long leaseMillis;
    private final LockOptions.Renewal renewal;
    private final LockContext context;
    private final Queue<Runnable> onLostActions = new ConcurrentLinkedQueue<>();
    private volatile LockState state;

    HeldLock(Ownership ownership, long fencingToken, LockState.Held held, LockOptions options, LockContext context) {
        this.ownership = ownership;
        this.fencingToken = fencingToken;
        this.leaseMillis = options.lease().toMillis();
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
        LockState before = currentState();
        while (before instanceof LockState.Held && !STATE.compareAndSet(this, before, LockState.Ended.RELEASING)) {
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
        boolean freed = UninterruptibleRequest.run(() -> context.store().release(ownership), OnRepeat.ASSUME_DONE);
        state = lost ? LockState.Ended.GONE : LockState.Ended.RELEASED;
        if (freed) {
            context.waitQueues().signalRelease(name());
        }
        return freed && !lost ? LockRelease.RELEASED : LockRelease.NOT_HELD;
    }

    @Override
    public void onLost(Runnable action) {
        onLostActions.add(context.asyncCalls().decorate(action));
        if (currentState() instanceof LockState.Held) {
            context.watchdog().watch(this);
        }
        if (isLost()) {
            runOnLostActions();
        }
    }

    @Override
    public void close() {
        try {
            release();
        } catch (RedoubtException e) {
            context.releaseLater(this, e);
        }
    }

    @Override
    public String toString() {
        return "LockHandle[token " + fencingToken + ", " + currentState() + "]";
    }

    Ownership ownership() {
        return ownership;
    }

    long leaseMillis() {
        return leaseMillis;
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
        context.unregister(this);
        context.logLost();
        runOnLostActions();
        return true;
    }

    private boolean isLost() {
        LockState current = state;
        return current == LockState.Ended.LOST || current == LockState.Ended.GONE;
    }

    /**
     * Starts the pending actions. Each is polled by one thread only, and therefore runs once, whichever thread
     * comes first.
     */
    private void runOnLostActions() {
        for (Runnable action = onLostActions.poll(); action != null; action = onLostActions.poll()) {
            context.runCallback(action);
        }
    }
}
