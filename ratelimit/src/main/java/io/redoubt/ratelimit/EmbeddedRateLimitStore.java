package io.redoubt.ratelimit;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.ratelimit.Subject;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.MemoryAccount;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * In-memory storage for rate limits, which keeps the times of recently granted permits. It does so for each pair of
 * rate limit and subject, such as a user. The times of one pair are in a {@link SlidingWindowRing}. Thread-safe: one
 * mutex, held for less than a microsecond per call, makes any number of limits of any subjects all-or-nothing.
 *
 * <p>Its size is bounded without a thread, in windows and in bytes: each call removes a few expired windows, or all of
 * them where it needs room. Without room, a limit decides as if the store were unavailable.
 */
final class EmbeddedRateLimitStore implements RateLimitStore {

    private static final int MAX_REMOVED_PER_CALL = 4;

    /** Estimated size of a window in addition to its ring and the names of its key. */
    private static final long WINDOW_OVERHEAD = 320;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<WindowKey, Window> windows = new HashMap<>();
    private final TreeSet<Window> expiryQueue = new TreeSet<>();
    private final LongSupplier nanoTime;
    private final StoreInterceptor gate;
    private final long origin;
    private final int maxWindows;
    private final MemoryAccount memory;
    private long nextSequence;

    EmbeddedRateLimitStore(EmbeddedStoreContext environment, int maxWindows) {
        this.nanoTime = environment.clock();
        this.gate = environment.gate();
        this.origin = nanoTime.getAsLong();
        this.maxWindows = maxWindows;
        this.memory = new MemoryAccount(environment.memory());
    }

    @Override
    public List<LimitResult> take(List<PermitRequest> requests) {
        RedoubtInterruptedException.throwIfInterrupted("ratelimit");
        if (isUnavailable()) {
            return fallback(requests);
        }
        lock.lock();
        try {
            long nowMicros = nowMicros();
            List<LimitResult> results = results(requests, nowMicros);
            if (results.stream().allMatch(LimitResult::fits)) {
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
            return fallback(requests);
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
                for (TickResolution resolution : TickResolution.values()) {
                    Window window = windows.remove(
                            new WindowKey(request.subject(), request.policy().name(), resolution));
                    if (window != null) {
                        expiryQueue.remove(window);
                        memory.use(-window.bytes);
                    }
                }
            }
        } finally {
            memory.settle();
            lock.unlock();
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

    private static List<LimitResult> fallback(List<PermitRequest> requests) {
        return requests.stream().map(LimitResult::fallback).toList();
    }

    private long nowMicros() {
        // The clock may start at any value, and may overflow.
        return Math.floorDiv(nanoTime.getAsLong() - origin, 1000L);
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
                results.add(result(request, window.ring, nowMicros));
            } else if (room > 0) {
                room--;
                results.add(result(request, new SlidingWindowRing(), nowMicros));
            } else {
                results.add(LimitResult.fallback(request));
            }
        }
        return results;
    }

    private static LimitResult result(PermitRequest request, SlidingWindowRing ring, long nowMicros) {
        long nowTicks = nowTicks(request, nowMicros);
        int liveCount = ring.liveCount(nowTicks, request.windowTicks());
        return LimitResult.fromStore(request, liveCount, ring.ticksToWait(nowTicks, request));
    }

    /**
     * Takes the cost of each request, all of which fit. Where the budget of memory is exceeded, the policies of the
     * requests that need more of it decide, and nothing is taken unless they admit.
     */
    private List<LimitResult> take(List<PermitRequest> requests, List<LimitResult> results, long nowMicros) {
        long[] growth = growth(requests, nowMicros);
        boolean reserved = memory.tryReserve(sum(growth));
        if (!reserved) {
            removeExpired(nowMicros, Integer.MAX_VALUE);
            growth = growth(requests, nowMicros);
            reserved = memory.tryReserve(sum(growth));
        }
        List<LimitResult> decided = reserved ? results : withFallback(requests, results, growth);
        if (reserved || decided.stream().allMatch(LimitResult::fits)) {
            for (int i = 0; i < growth.length; i++) {
                if (reserved || growth[i] == 0) {
                    take(requests.get(i), growth[i], nowMicros);
                }
            }
        }
        return decided;
    }

    /** Returns the results, with the decision of the policy where a window would grow. */
    private static List<LimitResult> withFallback(
            List<PermitRequest> requests, List<LimitResult> results, long[] growth) {
        List<LimitResult> decided = new ArrayList<>(results);
        for (int i = 0; i < growth.length; i++) {
            if (growth[i] > 0) {
                decided.set(i, LimitResult.fallback(requests.get(i)));
            }
        }
        return decided;
    }

    /** Returns by how many bytes the window of each request grows if its cost is taken. */
    private long[] growth(List<PermitRequest> requests, long nowMicros) {
        long[] growth = new long[requests.size()];
        for (int i = 0; i < growth.length; i++) {
            PermitRequest request = requests.get(i);
            Window window = windows.get(WindowKey.of(request));
            growth[i] = window == null
                    ? windowBytes(request) + new SlidingWindowRing().growthBytes(0, request)
                    : window.ring.growthBytes(nowTicks(request, nowMicros), request);
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

    private void take(PermitRequest request, long growth, long nowMicros) {
        WindowKey key = WindowKey.of(request);
        Window window = windows.get(key);
        if (window == null) {
            if (windows.size() >= maxWindows) {
                return; // Admitted by the policy's fallback.
            }
            window = new Window(key, nextSequence++);
        }
        window.ring.take(nowTicks(request, nowMicros), request);
        // After what needs memory: a window that could not grow does not use more. What is queued will be removed.
        window.bytes += growth;
        memory.use(growth);
        window.endMicros = (window.ring.lastTick() + request.windowTicks())
                * request.resolution().micros();
        if (!window.queued) {
            enqueue(window);
        }
        windows.put(key, window);
    }

    private static long nowTicks(PermitRequest request, long nowMicros) {
        return Math.floorDiv(nowMicros, (long) request.resolution().micros());
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

    private record WindowKey(Subject subject, String policy, TickResolution resolution) {

        static WindowKey of(PermitRequest request) {
            return new WindowKey(request.subject(), request.policy().name(), request.resolution());
        }
    }

    /**
     * Ring with the time of its expiry, by which it is queued for removal. Its position in the queue is updated
     * only when it reaches the head.
     */
    private static final class Window implements Comparable<Window> {

        final WindowKey key;
        final long sequence;
        final SlidingWindowRing ring = new SlidingWindowRing();
        /** Estimated size, of which the budget of memory keeps account. */
        long bytes;

        long endMicros;
        long queuedEndMicros;
        boolean queued;

        Window(WindowKey key, long sequence) {
            this.key = key;
            this.sequence = sequence;
        }

        @Override
        public int compareTo(Window other) {
            int order = Long.compare(queuedEndMicros, other.queuedEndMicros);
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }
}
