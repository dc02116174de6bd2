package io.redoubt.cache.behind;

import io.redoubt.api.cache.DeadLetter;
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

/** One shard in this process. Thread-safe. */
final class EmbeddedShard {

    private final Micros micros;
    private final ReentrantLock lock = new ReentrantLock();

    /** In the order in which they joined; to be replaced does not change an entry's place. */
    private final Map<String, Waiting> pending = new LinkedHashMap<>();

    private final Map<String, Dead> dead = new LinkedHashMap<>();
    private @Nullable String holder;
    private long leaseEnd;
    private long lastId;

    EmbeddedShard(Micros micros) {
        this.micros = micros;
    }

    private record Waiting(Queued queued, long since) {}

    private record Dead(Queued queued, DeadLetter letter) {}

    Acceptance accept(String entry, byte[] body, int most) {
        return locked(() -> {
            Waiting before = pending.get(entry);
            if (before == null && pending.size() >= most) {
                return new Acceptance.Full(pending.size());
            }
            long now = micros.now();
            lastId = Math.max(lastId + 1, now);
            pending.put(entry, new Waiting(new Queued(lastId, body), before == null ? now : before.since));
            dead.remove(entry);
            return new Acceptance.Accepted(lastId);
        });
    }

    @Nullable
    Queued pending(String entry) {
        lock.lock();
        try {
            Waiting waiting = pending.get(entry);
            return waiting == null ? null : waiting.queued;
        } finally {
            lock.unlock();
        }
    }

    Take take(String token, Duration lease, int most) {
        return locked(() -> {
            long left = leaseEnd - micros.now();
            if (holder != null && !holder.equals(token) && left > 0) {
                return new Take.Busy(Duration.of(left, ChronoUnit.MICROS));
            }
            if (pending.isEmpty()) {
                holder = null;
                return new Take.Idle();
            }
            holder = token;
            leaseEnd = micros.now() + lease.toNanos() / 1000;
            return new Take.Batch(pending.entrySet().stream()
                    .limit(most)
                    .map(waiting -> new Item("", waiting.getKey(), waiting.getValue().queued))
                    .toList());
        });
    }

    boolean renew(String token, Duration lease) {
        return locked(() -> {
            if (isHeldBy(token)) {
                leaseEnd = micros.now() + lease.toNanos() / 1000;
                return true;
            }
            return false;
        });
    }

    void release(String token) {
        lock.lock();
        try {
            if (token.equals(holder)) {
                holder = null;
            }
        } finally {
            lock.unlock();
        }
    }

    boolean acknowledge(String token, List<Item> written) {
        return locked(() -> {
            if (!isHeldBy(token)) {
                return false;
            }
            written.forEach(this::remove);
            return true;
        });
    }

    Burial bury(String token, Item item, String reason, int most) {
        return locked(() -> {
            if (!isHeldBy(token)) {
                return Burial.LEASE_OVER;
            }
            Waiting waiting = pending.get(item.entry());
            boolean newer = waiting == null || waiting.queued.id() != item.id();
            if (!newer && dead.size() >= most) {
                return Burial.FULL;
            }
            remove(item);
            if (newer) {
                return Burial.SUPERSEDED;
            }
            Instant now = Instant.EPOCH.plus(micros.now(), ChronoUnit.MICROS).truncatedTo(ChronoUnit.MILLIS);
            dead.put(item.entry(), new Dead(item.queued(), new DeadLetter(item.entry(), item.id(), reason, now)));
            return Burial.DONE;
        });
    }

    ShardState state() {
        return locked(() -> {
            long now = micros.now();
            long since = pending.values().stream()
                    .mapToLong(Waiting::since)
                    .findFirst()
                    .orElse(now);
            return new ShardState(pending.size(), Duration.of(now - since, ChronoUnit.MICROS), dead.size());
        });
    }

    List<DeadLetter> deadLetters() {
        return locked(() -> dead.values().stream().map(Dead::letter).toList());
    }

    int revive(int most) {
        return locked(() -> {
            int revived = 0;
            Iterator<Map.Entry<String, Dead>> graves = dead.entrySet().iterator();
            while (graves.hasNext() && pending.size() < most) {
                Map.Entry<String, Dead> grave = graves.next();
                pending.put(grave.getKey(), new Waiting(grave.getValue().queued, micros.now()));
                revived++;
                graves.remove();
            }
            return revived;
        });
    }

    private boolean isHeldBy(String token) {
        return token.equals(holder) && leaseEnd - micros.now() > 0;
    }

    /** What was accepted since goes to the end. */
    private void remove(Item item) {
        Waiting waiting = pending.remove(item.entry());
        if (waiting != null && waiting.queued.id() != item.id()) {
            pending.put(item.entry(), new Waiting(waiting.queued, micros.now()));
        }
    }

    private <T> T locked(Supplier<T> step) {
        lock.lock();
        try {
            return step.get();
        } finally {
            lock.unlock();
        }
    }
}
