package io.redoubt.cache.behind;

import io.redoubt.api.ConfigurationException;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.Write;
import io.redoubt.api.cache.WriteBehindPolicy;
import io.redoubt.api.cache.WriteBehindSpec;
import io.redoubt.redis.core.LogThrottle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what waits in one shard, on a thread of its own, as long as it has the lease.
 *
 * <p>A batch that fails is tried again by half, and so on, down to a single write: so the one that fails is found, and all
 * others are written. Only a write that failed alone counts as having failed; the pauses between such failures grow, also from one
 * write to the next, so that a source that is away makes few dead letters.
 */
final class Drainer<K, V> implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Drainer.class);

    private final int shard;
    private final WriteBehindSpec<K, V> spec;
    private final WriteBehindPolicy policy;
    private final Drainage<K, V> shared;
    private final Backlog backlog;
    private final LogThrottle throttle;
    private final Bell bell = new Bell();
    private final String token = UUID.randomUUID().toString();
    private final Delays failures;
    private final Delays outages;
    private int size;
    private String failing = "";
    private int attempts;

    Drainer(int shard, Drainage<K, V> shared) {
        this.shard = shard;
        this.shared = shared;
        this.spec = shared.spec();
        this.policy = spec.policy();
        this.backlog = shared.backlog();
        this.throttle = shared.throttle();
        this.failures = new Delays(policy.backoff());
        this.outages = new Delays(policy.backoff());
        this.size = policy.batch();
    }

    Bell bell() {
        return bell;
    }

    @Override
    public void run() {
        try {
            boolean more = true;
            while (more) {
                more = round();
            }
        } catch (InterruptedException e) {
            // Nobody looks at the flag of a thread that ends, and what is left to do would not get far with it.
            LOG.debug("write-behind {}: shard {} was broken off", spec.name(), shard);
        }
        release();
    }

    /** So that another process need not wait for the end of the lease. */
    private void release() {
        try {
            backlog.release(shard, token);
        } catch (RuntimeException e) {
            LOG.debug("write-behind {}: the lease of shard {} was not given up", spec.name(), shard, e);
        }
    }

    /** Returns whether there may be another. */
    private boolean round() throws InterruptedException {
        if (bell.isOver()) {
            return false;
        }
        try {
            boolean closing = bell.isClosing();
            Take take = backlog.take(shard, token, policy.lease(), size);
            if (take instanceof Take.Batch batch) {
                write(batch.items());
                return true;
            }
            outages.reset();
            if (closing) {
                return false; // nothing waits, or another process writes it
            }
            if (take instanceof Take.Busy busy) {
                bell.pause(shorter(busy.left().plusMillis(1), Delays.jittered(policy.poll())));
            } else {
                bell.await(Delays.jittered(policy.poll()));
            }
        } catch (ConfigurationException e) {
            throttle.pass(leftOut -> LOG.error("{}{}", e.getMessage(), leftOut));
            if (bell.isClosing()) {
                return false;
            }
            bell.pause(policy.backoff().longest());
        } catch (RedoubtException e) {
            throttle.pass(leftOut -> LOG.warn(
                    "write-behind {}: shard {} waits for the store ({}){}",
                    spec.name(),
                    shard,
                    e.getClass().getSimpleName(),
                    leftOut));
            bell.pause(outages.next());
        } catch (RuntimeException e) {
            // The thread must outlive whatever this is: nothing else writes the shard in this process.
            throttle.pass(leftOut -> LOG.error(
                    "write-behind {}: shard {} is tried again ({}){}",
                    spec.name(),
                    shard,
                    e.getClass().getName(),
                    leftOut));
            bell.pause(outages.next());
        }
        return true;
    }

    private void write(List<Item> items) throws InterruptedException {
        List<Write<K, V>> writes = new ArrayList<>(items.size());
        List<Item> readable = new ArrayList<>(items.size());
        boolean unburied = false;
        for (Item item : items) {
            try {
                writes.add(shared.bodies().write(item));
                readable.add(item);
            } catch (RuntimeException e) {
                unburied |= giveUp(item, "it cannot be read: " + e) == Burial.FULL;
            }
        }
        if (writes.isEmpty()) {
            if (unburied) {
                bell.pause(failures.next());
            }
            return;
        }
        Throwable failure = run(writes);
        if (failure == null) {
            written(readable, writes);
        } else {
            failed(readable, failure);
        }
    }

    /** What the writer threw, or null. */
    private @Nullable Throwable run(List<Write<K, V>> writes) {
        shared.keeper().begin(shard, token);
        try {
            shared.writer().write(List.copyOf(writes));
            return null;
        } catch (Throwable failure) {
            return failure;
        } finally {
            shared.keeper().end(shard);
            if (Thread.interrupted() && !bell.isOver()) {
                LOG.debug("write-behind {}: the writer left its thread interrupted", spec.name());
            }
        }
    }

    private void written(List<Item> items, List<Write<K, V>> writes) {
        // Before they stop being pending. If one fails, the store does not answer, and all of them come again.
        for (Write<K, V> write : writes) {
            forget(write.key());
        }
        if (!backlog.acknowledge(shard, token, items)) {
            LOG.warn(
                    "write-behind {}: the lease of shard {} was over before {} writes were done; they are written again",
                    spec.name(),
                    shard,
                    items.size());
            return;
        }
        shared.tally().written(items.size());
        failures.reset();
        outages.reset();
        attempts = 0;
        size = Math.min(policy.batch(), 2 * size);
    }

    private void failed(List<Item> items, Throwable failure) throws InterruptedException {
        shared.tally().retried();
        throttle.pass(leftOut -> LOG.warn(
                "write-behind {}: the source did not take {} writes of shard {} ({}){}",
                spec.name(),
                items.size(),
                shard,
                failure.getClass().getName(),
                leftOut));
        if (items.size() > 1) {
            size = items.size() / 2;
            bell.pause(policy.backoff().shortest());
            return;
        }
        Item item = items.get(0);
        attempts = item.entry().equals(failing) ? attempts + 1 : 1;
        failing = item.entry();
        size = 1;
        if (attempts >= policy.attempts()) {
            giveUp(item, failure.toString());
        }
        bell.pause(failures.next());
    }

    private Burial giveUp(Item item, String reason) {
        Burial burial = backlog.bury(shard, token, item, Reasons.shortened(reason), policy.deadLettersOfShard());
        switch (burial) {
            case DONE -> {
                attempts = 0;
                shared.tally().givenUp();
                shared.givenUp()
                        .pass(leftOut -> LOG.error(
                                "write-behind {}: a write of shard {} was given up; see deadLetters(){}",
                                spec.name(),
                                shard,
                                leftOut));
                forgetUnread(item);
            }
            case SUPERSEDED, LEASE_OVER -> attempts = 0;
            case FULL ->
                throttle.pass(leftOut -> LOG.error(
                        "write-behind {}: shard {} waits, since it has {} dead letters, and no more are kept{}",
                        spec.name(),
                        shard,
                        policy.deadLettersOfShard(),
                        leftOut));
        }
        return burial;
    }

    /** What was given up is not what the source has. */
    private void forgetUnread(Item item) {
        try {
            forget(spec.key(item.entry()));
        } catch (RuntimeException e) {
            // The store, and then the region repeats it; or a text of which no key can be made, and that no reader asks
            // for.
            throttle.pass(leftOut -> LOG.warn(
                    "write-behind {}: the region's value of a dead letter is invalidated later ({}){}",
                    spec.name(),
                    e.getClass().getName(),
                    leftOut));
        }
    }

    /**
     * Invalidates what the region has.
     *
     * @throws StoreUnavailableException if it could not; the region repeats it
     */
    private void forget(K key) {
        try {
            shared.region().invalidate(key);
        } catch (StoreUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            // Not the message, which may hold the key.
            throttle.pass(leftOut -> LOG.warn(
                    "write-behind {}: the region refuses a key that was written ({}){}",
                    spec.name(),
                    e.getClass().getName(),
                    leftOut));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
