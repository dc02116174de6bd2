package io.redoubt.ratelimit;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.ratelimit.Subject;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.MemoryAccount;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * In-memory storage for rate limits, which keeps a {@link LimitCount} for each pair of rate limit and subject, such as
 * a user. Thread-safe: one mutex, held for about a microsecond per call, makes any number of limits of any subjects
 * all-or-nothing.
 *
 * <p>Its size is bounded without a thread, in windows and in bytes: each call removes a few counts whose time is over,
 * or all of them where it needs room. A count that still matters is never dropped: without room, a limit that is not
 * counted yet is undecided, as if the store were unavailable.
 */
final class EmbeddedRateLimitStore implements RateLimitStore {

    private static final int MAX_REMOVED_PER_CALL = 4;

    /** Estimated size of a window in addition to the entries of a ring and the names of its key. */
    private static final long WINDOW_OVERHEAD = 320;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<WindowKey, Window> windows = new HashMap<>();
    private final TreeSet<Window> expiryQueue = new TreeSet<>();
    private final LongSupplier nanoTime;
    private final StoreInterceptor gate;
    private final long origin;
    private final long epochMicros;
    private final int maxWindows;
    private final MemoryAccount memory;
    private long nextSequence;

    EmbeddedRateLimitStore(EmbeddedStoreContext environment, int maxWindows) {
        this.nanoTime = environment.clock();
        this.gate = environment.gate();
        this.origin = nanoTime.getAsLong();
        this.epochMicros = ChronoUnit.MICROS.between(Instant.EPOCH, environment.now());
        this.maxWindows = maxWindows;
        this.memory = new MemoryAccount(environment.memory());
    }

    @Override
    public List<LimitResult> take(List<PermitRequest> requests) {
        RedoubtInterruptedException.throwIfInterrupted("ratelimit");
        if (isUnavailable()) {
            return undecided(requests);
        }
        lock.lock();
        try {
            long nowMicros = nowMicros();
            List<LimitResult> results = results(requests, nowMicros);
            if (results.stream().allMatch(result -> result.fits() || !result.isDecided())) {
                return take(requests, results, nowMicros);
            }
            return results;
        } finally {
            memory.settle();
            lock.unlock();
        }
    }

    @Override
    public List<LimitResult> peek(List<PermitRequest> requests) {
        RedoubtInterruptedException.throwIfInterrupted("ratelimit");
        if (isUnavailable()) {
            return undecided(requests);
        }
        lock.lock();
        try {
            return results(requests, nowMicros());
        } finally {
            memory.settle();
            lock.unlock();
        }
    }

    @Override
    public void reset(List<PermitRequest> requests) {
        RedoubtInterruptedException.throwIfInterrupted("ratelimit");
        gate.pass();
        lock.lock();
        try {
            for (PermitRequest request : requests) {
                for (StoredForm form : StoredForm.values()) {
                    remove(windows.get(
                            new WindowKey(request.subject(), request.policy().name(), form)));
                }
            }
        } finally {
            memory.settle();
            lock.unlock();
        }
    }

    @Override
    public void refund(List<GrantedPermit> permits) {
        gate.pass();
        lock.lock();
        try {
            long nowMicros = nowMicros();
            for (GrantedPermit permit : permits) {
                Window window = windows.get(WindowKey.of(permit.request()));
                if (window != null && window.count.refund(permit, nowMicros) > 0) {
                    window.endMicros = window.count.end();
                    if (window.count.isEmpty()) {
                        remove(window);
                    }
                }
            }
        } finally {
            memory.settle();
            lock.unlock();
        }
    }

    private void remove(@Nullable Window window) {
        if (window != null) {
            windows.remove(window.key);
            expiryQueue.remove(window);
            memory.use(-window.bytes);
        }
    }

    /** Deletes everything. */
    void clear() {
        lock.lock();
        try {
            windows.values().forEach(window -> memory.use(-window.bytes));
            windows.clear();
            expiryQueue.clear();
        } finally {
            memory.settle();
            lock.unlock();
        }
    }

    /** Returns the number of stored windows. */
    int size() {
        lock.lock();
        try {
            return windows.size();
        } finally {
            lock.unlock();
        }
    }

    private boolean isUnavailable() {
        try {
            gate.pass();
            return false;
        } catch (StoreUnavailableException e) {
            return true;
        }
    }

    private static List<LimitResult> undecided(List<PermitRequest> requests) {
        return requests.stream().map(LimitResult::undecided).toList();
    }

    private long nowMicros() {
        // The clock may start at any value, and may overflow.
        return epochMicros + Math.floorDiv(nanoTime.getAsLong() - origin, 1000L);
    }

    private List<LimitResult> results(List<PermitRequest> requests, long nowMicros) {
        // Before the first result, so that no window is removed on which a result of this call is based.
        boolean full = windows.size() + requests.size() > maxWindows;
        removeExpired(nowMicros, full ? Integer.MAX_VALUE : MAX_REMOVED_PER_CALL);
        List<LimitResult> results = new ArrayList<>(requests.size());
        int room = maxWindows - windows.size();
        for (PermitRequest request : requests) {
            Window window = windows.get(WindowKey.of(request));
            if (window != null) {
                results.add(window.count.look(request, nowMicros));
            } else if (room > 0) {
                room--;
                results.add(LimitCount.of(request).look(request, nowMicros));
            } else {
                results.add(LimitResult.undecided(request));
            }
        }
        return results;
    }

    /**
     * Takes the cost of each request, all of which fit or are undecided. Where the budget of memory is exceeded, the
     * requests that need more of it become undecided.
     */
    private List<LimitResult> take(List<PermitRequest> requests, List<LimitResult> results, long nowMicros) {
        long[] growth = growth(requests, results, nowMicros);
        boolean reserved = memory.tryReserve(sum(growth));
        if (!reserved) {
            removeExpired(nowMicros, Integer.MAX_VALUE);
            growth = growth(requests, results, nowMicros);
            reserved = memory.tryReserve(sum(growth));
        }
        List<LimitResult> taken = new ArrayList<>(results.size());
        for (int i = 0; i < growth.length; i++) {
            LimitResult result = results.get(i);
            if (result.isDecided() && (reserved || growth[i] == 0)) {
                taken.add(result.counted(take(requests.get(i), growth[i], nowMicros)));
            } else {
                taken.add(LimitResult.undecided(requests.get(i)));
            }
        }
        return taken;
    }

    /** Returns by how many bytes the window of each request grows if its cost is taken. */
    private long[] growth(List<PermitRequest> requests, List<LimitResult> results, long nowMicros) {
        long[] growth = new long[requests.size()];
        for (int i = 0; i < growth.length; i++) {
            PermitRequest request = requests.get(i);
            if (results.get(i).isDecided()) {
                Window window = windows.get(WindowKey.of(request));
                growth[i] = window == null
                        ? windowBytes(request) + LimitCount.of(request).growthBytes(request, nowMicros)
                        : window.count.growthBytes(request, nowMicros);
            }
        }
        return growth;
    }

    private static long sum(long[] growth) {
        long sum = 0;
        for (long bytes : growth) {
            sum += bytes;
        }
        return sum;
    }

    private static long windowBytes(PermitRequest request) {
        return WINDOW_OVERHEAD + 2L * request.subject().id().length();
    }

    private long take(PermitRequest request, long growth, long nowMicros) {
        WindowKey key = WindowKey.of(request);
        Window window = windows.get(key);
        if (window == null) {
            window = new Window(key, nextSequence++, LimitCount.of(request));
        }
        long generation = window.count.take(request, nowMicros, nextSequence++);
        // After what needs memory: a window that could not grow does not use more. What is queued will be removed.
        window.bytes += growth;
        memory.use(growth);
        window.endMicros = window.count.end();
        if (!window.queued) {
            enqueue(window);
        }
        windows.put(key, window);
        return generation;
    }

    private void removeExpired(long nowMicros, int maxRemoved) {
        for (int i = 0; i < maxRemoved; i++) {
            Window first = first();
            if (first == null || first.queuedEndMicros > nowMicros) {
                return;
            }
            expiryQueue.remove(first);
            first.queued = false;
            if (first.endMicros <= nowMicros) {
                windows.remove(first.key, first);
                memory.use(-first.bytes);
            } else {
                enqueue(first);
            }
        }
    }

    private @Nullable Window first() {
        return expiryQueue.isEmpty() ? null : expiryQueue.first();
    }

    private void enqueue(Window window) {
        window.queuedEndMicros = window.endMicros;
        expiryQueue.add(window);
        window.queued = true;
    }

    private record WindowKey(Subject subject, String policy, StoredForm form) {

        static WindowKey of(PermitRequest request) {
            return new WindowKey(request.subject(), request.policy().name(), request.form());
        }
    }

    /**
     * Count with the time of its expiry, by which it is queued for removal. Its position in the queue is updated
     * only when it reaches the head.
     */
    private static final class Window implements Comparable<Window> {

        final WindowKey key;
        final long sequence;
        final LimitCount count;
        /** Estimated size, of which the budget of memory keeps account. */
        long bytes;

        long endMicros;
        long queuedEndMicros;
        boolean queued;

        Window(WindowKey key, long sequence, LimitCount count) {
            this.key = key;
            this.sequence = sequence;
            this.count = count;
        }

        @Override
        public int compareTo(Window other) {
            int order = Long.compare(queuedEndMicros, other.queuedEndMicros);
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }
}
