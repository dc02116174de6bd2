package io.redoubt.lock;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockRelease;
import io.redoubt.lock.Uninterrupted.Repeated;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * One acquisition. All that changes is one reference, by compare-and-set: whoever sees the lease over makes it so for
 * everybody, and a renewal that comes back afterwards finds nothing to prolong.
 */
final class HeldLock implements LockHandle {

    private static final AtomicReferenceFieldUpdater<HeldLock, Hold> HOLD =
            AtomicReferenceFieldUpdater.newUpdater(HeldLock.class, Hold.class, "hold");

    private final Claim claim;
    private final long token;
    private final long leaseMillis;
    private final LockOptions.Renewal renewal;
    private final Custody custody;
    private final Queue<Runnable> lossActions = new ConcurrentLinkedQueue<>();
    private volatile Hold hold;

    HeldLock(Claim claim, long token, Hold.Held held, LockOptions options, Custody custody) {
        this.claim = claim;
        this.token = token;
        this.leaseMillis = options.lease().toMillis();
        this.renewal = options.renewal();
        this.custody = custody;
        this.hold = held;
    }

    @Override
    public String name() {
        return claim.name();
    }

    @Override
    public long fencingToken() {
        return token;
    }

    @Override
    public boolean isValid() {
        return now() instanceof Hold.Held;
    }

    @Override
    public Duration remaining() {
        return now() instanceof Hold.Held held
                ? Duration.ofNanos(Math.max(0, held.remaining(custody.now())))
                : Duration.ZERO;
    }

    @Override
    public boolean extend(Duration lease) {
        long millis = LockOptions.lease(lease).lease().toMillis();
        if (!isValid()) {
            return false;
        }
        long sent = custody.now();
        if (!Uninterrupted.request(() -> custody.leases().renew(new Renewal(claim, millis)), Repeated.AS_ANSWERED)) {
            lose(Hold.Over.GONE);
            return false;
        }
        return renewed(sent, millis);
    }

    @Override
    public LockRelease release() {
        Hold before = now();
        while (before instanceof Hold.Held && !HOLD.compareAndSet(this, before, Hold.Over.RELEASING)) {
            before = now();
        }
        if (before == Hold.Over.RELEASED || before == Hold.Over.GONE) {
            return LockRelease.NOT_HELD;
        }
        if (before instanceof Hold.Held) {
            custody.forget(this);
            lossActions.clear();
        }
        boolean lost = before == Hold.Over.LOST;
        boolean freed = Uninterrupted.request(() -> custody.leases().release(claim), Repeated.DONE_BEFORE);
        hold = lost ? Hold.Over.GONE : Hold.Over.RELEASED;
        if (freed) {
            custody.turns().freed(name());
        }
        return freed && !lost ? LockRelease.RELEASED : LockRelease.NOT_HELD;
    }

    @Override
    public void onLost(Runnable action) {
        lossActions.add(action);
        if (now() instanceof Hold.Held) {
            custody.watchdog().watch(this);
        }
        if (isLost()) {
            runLossActions();
        }
    }

    @Override
    public void close() {
        try {
            release();
        } catch (RedoubtException e) {
            custody.releaseFailed(this, e);
        }
    }

    @Override
    public String toString() {
        return "LockHandle[token " + token + ", " + now() + "]";
    }

    Claim claim() {
        return claim;
    }

    long leaseMillis() {
        return leaseMillis;
    }

    boolean isRenewed() {
        return renewal == LockOptions.Renewal.WATCHDOG;
    }

    /** Where it stands, without looking at the clock. */
    Hold standing() {
        return hold;
    }

    /** The lease was renewed. Returns whether that was in time. */
    boolean renewed(long sent, long millis) {
        Hold.Held longer = Hold.Held.since(sent, millis);
        while (now() instanceof Hold.Held held) {
            boolean shorter = longer.validUntil() - held.validUntil() <= 0;
            if (shorter || HOLD.compareAndSet(this, held, longer)) {
                return true;
            }
        }
        return false;
    }

    /** It is not held any more, for another reason than that it was released. Returns whether that is news. */
    boolean lose(Hold.Over how) {
        Hold current = hold;
        while (current instanceof Hold.Held) {
            if (lost(current, how)) {
                return true;
            }
            current = hold;
        }
        return false;
    }

    /** The server has nothing of it, or gives it to others, so that there is nothing left to release. */
    void gone() {
        HOLD.compareAndSet(this, Hold.Over.LOST, Hold.Over.GONE);
    }

    /** Where it stands now. What is overdue is lost with this, since a clock may be read late, but never goes back. */
    private Hold now() {
        Hold current = hold;
        while (current instanceof Hold.Held held && held.remaining(custody.now()) <= 0) {
            lost(held, Hold.Over.LOST);
            current = hold;
        }
        return current;
    }

    private boolean lost(Hold held, Hold.Over how) {
        if (!HOLD.compareAndSet(this, held, how)) {
            return false;
        }
        custody.forget(this);
        custody.lost();
        runLossActions();
        return true;
    }

    private boolean isLost() {
        Hold current = hold;
        return current == Hold.Over.LOST || current == Hold.Over.GONE;
    }

    /** Each action is polled by one thread only, so that it runs once whoever comes first. */
    private void runLossActions() {
        for (Runnable action = lossActions.poll(); action != null; action = lossActions.poll()) {
            custody.runLater(action);
        }
    }
}
