package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.cache.DeadLetter;
import io.redoubt.redis.core.embedded.MemoryAccount;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * In-memory partition (shard) of a write-behind queue, which holds waiting writes and writes abandoned after failures.
 * It also holds the lease of the worker that processes it. Thread-safe. A write beyond the budget of memory is refused
 * with the error code of a Redis that is out of memory.
 */
final class EmbeddedShard {

    /** Estimated size of a write in addition to its key and body. */
    private static final long WRITE_OVERHEAD = 256;

    private final MicrosecondClock clock;
    private final StateMemoryBudget budget;
    private final MemoryAccount memory;
    private final ReentrantLock lock = new ReentrantLock();

    /**
     * Pending writes by key text, in the order in which the keys were added. Replacing a key's write keeps its
     * position.
     */
    private final Map<String, Pending> pending = new LinkedHashMap<>();

    private final Map<String, DeadWrite> deadWrites = new LinkedHashMap<>();
    private @Nullable String leaseToken;
    private long leaseEndMicros;
    private long lastId;

    EmbeddedShard(MicrosecondClock clock, StateMemoryBudget budget) {
        this.clock = clock;
        this.budget = budget;
        this.memory = new MemoryAccount(budget);
    }

    private record Pending(StoredWrite encoded, long sinceMicros) {}

    private record DeadWrite(StoredWrite encoded, DeadLetter letter) {}

    EnqueueResult enqueue(String keyText, byte[] body, int max) {
        return locked(() -> {
            Pending previous = pending.get(keyText);
            if (previous == null && pending.size() >= max) {
                return new EnqueueResult.Full(pending.size());
            }
            DeadWrite dead = deadWrites.get(keyText);
            long growth = bytes(keyText, body)
                    - (previous == null ? 0 : bytes(keyText, previous.encoded.body()))
                    - (dead == null ? 0 : bytes(keyText, dead.encoded.body()));
            if (!memory.tryReserve(growth)) {
                throw budget.exceeded("write-behind.enqueue");
            }
            long now = clock.nowMicros();
            lastId = Math.max(lastId + 1, now);
            pending.put(
                    keyText, new Pending(new StoredWrite(lastId, body), previous == null ? now : previous.sinceMicros));
            deadWrites.remove(keyText);
            memory.use(growth); // after what needs memory
            return new EnqueueResult.Accepted(lastId);
        });
    }

    @Nullable
    StoredWrite pending(String keyText) {
        lock.lock();
        try {
            Pending pendingWrite = pending.get(keyText);
            return pendingWrite == null ? null : pendingWrite.encoded;
        } finally {
            lock.unlock();
        }
    }

    PollResult poll(String token, Duration lease, int max) {
        return locked(() -> {
            long remaining = leaseEndMicros - clock.nowMicros();
            if (leaseToken != null && !leaseToken.equals(token) && remaining > 0) {
                return new PollResult.LeaseHeld(Duration.of(remaining, ChronoUnit.MICROS));
            }
            if (pending.isEmpty()) {
                leaseToken = null;
                return new PollResult.Empty();
            }
            leaseToken = token;
            leaseEndMicros = clock.nowMicros() + lease.toNanos() / 1000;
            return new PollResult.Batch(pending.entrySet().stream()
                    .limit(max)
                    .map(pendingWrite -> new PolledWrite("", pendingWrite.getKey(), pendingWrite.getValue().encoded))
                    .toList());
        });
    }

    boolean renew(String token, Duration lease) {
        return locked(() -> {
            if (isHeldBy(token)) {
                leaseEndMicros = clock.nowMicros() + lease.toNanos() / 1000;
                return true;
            }
            return false;
        });
    }

    void release(String token) {
        lock.lock();
        try {
            if (token.equals(leaseToken)) {
                leaseToken = null;
            }
        } finally {
            lock.unlock();
        }
    }

    boolean acknowledge(String token, List<PolledWrite> written) {
        return locked(() -> {
            if (!isHeldBy(token)) {
                return false;
            }
            written.forEach(this::removeOrRequeue);
            return true;
        });
    }

    DeadLetterResult moveToDeadLetters(String token, PolledWrite write, String reason, int max) {
        return locked(() -> {
            if (!isHeldBy(token)) {
                return DeadLetterResult.LEASE_LOST;
            }
            Pending pendingWrite = pending.get(write.keyText());
            boolean newer = pendingWrite == null || pendingWrite.encoded.id() != write.id();
            if (!newer && deadWrites.size() >= max) {
                return DeadLetterResult.FULL;
            }
            removeOrRequeue(write);
            if (newer) {
                return DeadLetterResult.SUPERSEDED;
            }
            Instant now =
                    Instant.EPOCH.plus(clock.nowMicros(), ChronoUnit.MICROS).truncatedTo(ChronoUnit.MILLIS);
            deadWrites.put(
                    write.keyText(),
                    new DeadWrite(write.encoded(), new DeadLetter(write.keyText(), write.id(), reason, now)));
            memory.use(bytes(write.keyText(), write.encoded().body()));
            return DeadLetterResult.STORED;
        });
    }

    ShardStatistics state() {
        return locked(() -> {
            long now = clock.nowMicros();
            long sinceMicros = pending.values().stream()
                    .mapToLong(Pending::sinceMicros)
                    .findFirst()
                    .orElse(now);
            return new ShardStatistics(
                    pending.size(), Duration.of(now - sinceMicros, ChronoUnit.MICROS), deadWrites.size());
        });
    }

    List<DeadLetter> deadLetters() {
        return locked(() -> deadWrites.values().stream().map(DeadWrite::letter).toList());
    }

    int retryDeadLetters(int max) {
        return locked(() -> {
            int retried = 0;
            Iterator<Map.Entry<String, DeadWrite>> iterator =
                    deadWrites.entrySet().iterator();
            while (iterator.hasNext() && pending.size() < max) {
                Map.Entry<String, DeadWrite> deadLetter = iterator.next();
                pending.put(deadLetter.getKey(), new Pending(deadLetter.getValue().encoded, clock.nowMicros()));
                retried++;
                iterator.remove();
            }
            return retried;
        });
    }

    private static long bytes(String keyText, byte[] body) {
        return WRITE_OVERHEAD + 2L * keyText.length() + body.length;
    }

    private boolean isHeldBy(String token) {
        return token.equals(leaseToken) && leaseEndMicros - clock.nowMicros() > 0;
    }

    /**
     * Removes the write. If a newer write of its key was accepted meanwhile, moves that one to the end of the
     * queue.
     */
    private void removeOrRequeue(PolledWrite write) {
        Pending pendingWrite = pending.remove(write.keyText());
        if (pendingWrite != null && pendingWrite.encoded.id() == write.id()) {
            memory.use(-bytes(write.keyText(), pendingWrite.encoded.body()));
        } else if (pendingWrite != null) {
            pending.put(write.keyText(), new Pending(pendingWrite.encoded, clock.nowMicros()));
        }
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            memory.settle();
            lock.unlock();
        }
    }
}
