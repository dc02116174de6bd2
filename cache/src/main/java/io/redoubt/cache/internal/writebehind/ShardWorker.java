package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.ConfigurationException;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.PendingWrite;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.support.DecorrelatedJitter;
import io.redoubt.redis.core.support.SafeCallback;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background worker that applies the waiting writes of one partition (shard) of a write-behind queue to the data
 * source. It does so only while it holds the lease of the shard. Each worker has its own thread.
 *
 * <p>A failed batch is repeated in halves, down to a single write: the write that fails is found this way, and all
 * others are written. Only a write that failed alone counts as a failed attempt. The pauses between such failures
 * grow, also from one write to the next, so that an unavailable source produces few dead letters.
 */
final class ShardWorker<K, V> implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ShardWorker.class);

    private static final long MIN_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

    private final int shard;
    private final String name;
    private final String description; // made beforehand, since there may be no memory for it when it is needed
    private final WriteBehindSettings settings;
    private final ShardWorkerContext<K, V> context;
    private final PendingWriteStore pendingWrites;
    private final LogThrottle throttle;
    private final ShardWorkerSignal wakeSignal = new ShardWorkerSignal();
    private final String token = UUID.randomUUID().toString();
    private final DecorrelatedJitter failureDelays;
    private final DecorrelatedJitter outageDelays;
    private int batchSize;
    private String failingKeyText = "";
    private int attempts;

    ShardWorker(int shard, ShardWorkerContext<K, V> context) {
        this.shard = shard;
        this.context = context;
        this.name = context.name();
        this.description = "write-behind " + name + ": shard " + shard;
        this.settings = context.settings();
        this.pendingWrites = context.pendingWrites();
        this.throttle = context.throttle();
        this.failureDelays = new DecorrelatedJitter(
                settings.backoff().shortest(), settings.backoff().longest());
        this.outageDelays = new DecorrelatedJitter(
                settings.backoff().shortest(), settings.backoff().longest());
        this.batchSize = settings.batch();
    }

    ShardWorkerSignal wakeSignal() {
        return wakeSignal;
    }

    @Override
    public void run() {
        boolean more = true;
        while (more) {
            more = runSafely();
        }
        release();
    }

    /** Runs once. Never throws: nothing else in this process writes the shard. Returns false once it must end. */
    private boolean runSafely() {
        try {
            return runOnce();
        } catch (InterruptedException e) {
            // The next run ends the worker if it was stopped; the flag would make that run's calls fail.
            pauseSafely();
            return true;
        } catch (Throwable e) {
            SafeCallback.logFailure(LOG, description, e);
            pauseSafely();
            return true;
        }
    }

    private void pauseSafely() {
        try {
            wakeSignal.pause(settings.backoff().shortest());
        } catch (Throwable e) {
            // Interrupted, or no memory even to wait: in that case the thread must not spin.
            LockSupport.parkNanos(MIN_PAUSE_NANOS);
        }
    }

    /** Releases the lease, so that another process need not wait for its end. */
    private void release() {
        try {
            pendingWrites.release(shard, token);
        } catch (RuntimeException e) {
            LOG.debug("write-behind {}: the lease of shard {} was not given up", name, shard, e);
        }
    }

    /** Polls the shard once and writes what it returns. Returns false once the worker must end. */
    private boolean runOnce() throws InterruptedException {
        // An interrupt comes from stop(), which is asked next, or was left by user code and must not end the worker.
        boolean interrupted = Thread.interrupted();
        if (wakeSignal.isStopped()) {
            return false;
        }
        if (interrupted) {
            LOG.debug("write-behind {}: the thread of shard {} was left interrupted", name, shard);
        }
        try {
            boolean closing = wakeSignal.isClosing();
            PollResult result = pendingWrites.poll(shard, token, settings.lease(), batchSize);
            if (result instanceof PollResult.Batch batch) {
                write(batch.writes());
                return true;
            }
            outageDelays.reset();
            if (closing) {
                return false; // nothing is pending, or another process writes it
            }
            if (result instanceof PollResult.LeaseHeld leaseHeld) {
                wakeSignal.pause(
                        shorter(leaseHeld.remaining().plusMillis(1), DecorrelatedJitter.around(settings.poll())));
            } else {
                wakeSignal.await(DecorrelatedJitter.around(settings.poll()));
            }
        } catch (ConfigurationException e) {
            throttle.pass(leftOut -> LOG.error("{}{}", e.getMessage(), leftOut));
            if (wakeSignal.isClosing()) {
                return false;
            }
            wakeSignal.pause(settings.backoff().longest());
        } catch (RedoubtInterruptedException e) {
            pauseSafely(); // as after an interrupt of a pause: what was written is written again
        } catch (RedoubtException e) {
            warn("waits for the store, and nothing accepted is lost meanwhile", e);
            wakeSignal.pause(outageDelays.next());
        } catch (RuntimeException e) {
            warn("failed and is tried again", e);
            wakeSignal.pause(outageDelays.next());
        }
        return true;
    }

    private void write(List<PolledWrite> polled) throws InterruptedException {
        List<PendingWrite<K, V>> writes = new ArrayList<>(polled.size());
        List<PolledWrite> readable = new ArrayList<>(polled.size());
        boolean deadLettersFull = false;
        for (PolledWrite write : polled) {
            try {
                writes.add(context.writeCodec().decode(write));
                readable.add(write);
            } catch (RuntimeException e) {
                deadLettersFull |= giveUp(write, "it cannot be read: " + e, e) == DeadLetterResult.FULL;
            }
        }
        if (writes.isEmpty()) {
            if (deadLettersFull) {
                wakeSignal.pause(failureDelays.next());
            }
            return;
        }
        Throwable failure = runWriter(writes);
        if (failure == null) {
            onWritten(readable, writes);
        } else {
            onFailed(readable, failure);
        }
    }

    /** Returns the writer's exception, or null if it succeeded. */
    private @Nullable Throwable runWriter(List<PendingWrite<K, V>> writes) {
        context.leaseRenewer().writerStarted(shard, token);
        try {
            context.writer().writeAll(List.copyOf(writes));
            return null;
        } catch (Throwable failure) {
            return failure;
        } finally {
            context.leaseRenewer().writerEnded(shard);
            if (Thread.interrupted() && !wakeSignal.isStopped()) {
                LOG.debug("write-behind {}: the writer left its thread interrupted", name);
            }
        }
    }

    private void onWritten(List<PolledWrite> polled, List<PendingWrite<K, V>> writes) {
        // Invalidate while the writes are still pending. If that fails, the store is unavailable and the whole
        // batch will be repeated.
        for (PendingWrite<K, V> write : writes) {
            invalidate(write.key());
        }
        if (!pendingWrites.acknowledge(shard, token, polled)) {
            LOG.warn(
                    "write-behind {}: the lease of shard {} was over before {} writes were done; they are written"
                            + " again",
                    name,
                    shard,
                    polled.size());
            return;
        }
        context.counters().written(polled.size());
        failureDelays.reset();
        outageDelays.reset();
        attempts = 0;
        batchSize = Math.min(settings.batch(), 2 * batchSize);
    }

    private void onFailed(List<PolledWrite> polled, Throwable failure) throws InterruptedException {
        context.counters().retried();
        warn("repeats " + polled.size() + " writes, which the source did not take", failure);
        if (polled.size() > 1) {
            batchSize = polled.size() / 2;
            wakeSignal.pause(settings.backoff().shortest());
            return;
        }
        PolledWrite write = polled.get(0);
        attempts = write.keyText().equals(failingKeyText) ? attempts + 1 : 1;
        failingKeyText = write.keyText();
        batchSize = 1;
        if (attempts >= settings.attempts()) {
            giveUp(write, failure.toString(), failure);
        }
        wakeSignal.pause(failureDelays.next());
    }

    private DeadLetterResult giveUp(PolledWrite write, String reason, Throwable failure) {
        DeadLetterResult result = pendingWrites.moveToDeadLetters(
                shard, token, write, DeadLetterReasonTruncator.truncate(reason), settings.deadLettersOfShard());
        switch (result) {
            case STORED -> {
                attempts = 0;
                context.counters().givenUp();
                context.deadLetterThrottle().pass(leftOut -> {
                    LOG.error(
                            "write-behind {}: a write of shard {} was given up, and is kept in deadLetters(): {}{}",
                            name,
                            shard,
                            FailureMessageRedactor.reasonOf(failure),
                            leftOut);
                    FailureMessageRedactor.logStack(LOG, failure);
                });
                invalidateDeadLetter(write);
            }
            case SUPERSEDED, LEASE_LOST -> attempts = 0;
            case FULL ->
                throttle.pass(leftOut -> LOG.error(
                        "write-behind {}: shard {} waits, since it has {} dead letters, and no more are kept{}",
                        name,
                        shard,
                        settings.deadLettersOfShard(),
                        leftOut));
        }
        return result;
    }

    /**
     * Invalidates the region's value of a dead letter, since the source does not have the value that was given up.
     */
    private void invalidateDeadLetter(PolledWrite write) {
        try {
            invalidate(context.writeCodec().key(write.keyText()));
        } catch (RuntimeException e) {
            // Either the store is unavailable, and the region repeats the invalidation, or no key can be made of
            // the text, and then no reader asks for it.
            warn("invalidates the region's value of a dead letter later", e);
        }
    }

    /**
     * Invalidates the region's value of a key.
     *
     * @throws StoreUnavailableException if the store is unavailable; the region repeats the invalidation
     * @throws RedoubtInterruptedException if user code left the thread interrupted; likewise
     */
    private void invalidate(K key) {
        try {
            context.region().invalidate(key);
        } catch (StoreUnavailableException | RedoubtInterruptedException e) {
            throw e;
        } catch (StoreRejectedException e) {
            // Written again, the source would get the same for as long as the store refuses.
            warn("invalidates the region's value of what it has written later", e);
        } catch (RuntimeException e) {
            warn("has written a key that the region refuses", e);
        }
    }

    private void warn(String what, Throwable failure) {
        throttle.pass(leftOut -> {
            LOG.warn(
                    "write-behind {}: shard {} {}: {}{}",
                    name,
                    shard,
                    what,
                    FailureMessageRedactor.reasonOf(failure),
                    leftOut);
            FailureMessageRedactor.logStack(LOG, failure);
        });
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
