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
 * One acquisition. All that changes is one reference, by compare-and-set: whoever sees the lease over makes it so for
 * everybody, and a renewal that comes back afterwards finds nothing to prolong.
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
        onLostActions.add(action);
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

    /** Where it stands, without looking at the clock. */
    LockState state() {
        return state;
    }

    /** The lease was renewed. Returns whether that was in time. */
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

    /** It is not held any more, for another reason than that it was released. Returns whether that is news. */
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

    /** The server has nothing of it, or gives it to others, so that there is nothing left to release. */
    void markGone() {
        STATE.compareAndSet(this, LockState.Ended.LOST, LockState.Ended.GONE);
    }

    /** Where it stands now. What is overdue is lost with this, since a clock may be read late, but never goes back. */
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

    /** Each action is polled by one thread only, so that it runs once whoever comes first. */
    private void runOnLostActions() {
        for (Runnable action = onLostActions.poll(); action != null; action = onLostActions.poll()) {
            context.runCallback(action);
        }
    }
}
