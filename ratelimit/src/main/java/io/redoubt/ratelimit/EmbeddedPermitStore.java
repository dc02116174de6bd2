package io.redoubt.ratelimit;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.ratelimit.ConcurrencyRequest;
import io.redoubt.api.ratelimit.Subject;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.MemoryAccount;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import io.redoubt.redis.core.embedded.StoreInterceptor;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * In-memory storage for permits. Bounded by the budget of memory: what exceeds it is refused with the code {@code OOM},
 * after permits whose leases have ended were removed. Thread-safe.
 */
final class EmbeddedPermitStore implements PermitStore {

    /** Estimated size of a permit, in addition to the id of its subject. */
    private static final long PERMIT_BYTES = 400;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<LimitKey, Map<String, Held>> permits = new HashMap<>();
    private final LongSupplier nanoTime;
    private final StoreInterceptor gate;
    private final StateMemoryBudget budget;
    private final MemoryAccount memory;

    EmbeddedPermitStore(EmbeddedStoreContext environment) {
        this.nanoTime = environment.clock();
        this.gate = environment.gate();
        this.budget = environment.memory();
        this.memory = new MemoryAccount(budget);
    }

    private record LimitKey(Subject subject, String policy) {

        static LimitKey of(ConcurrencyRequest request) {
            return new LimitKey(request.subject(), request.policy().name());
        }

        /** Estimated size of a permit of this limit. */
        long permitBytes() {
            return PERMIT_BYTES + 2L * subject.id().length();
        }
    }

    private record Held(int cost, long endNanos) {}

    @Override
    public boolean acquire(ConcurrencyRequest request, String id) {
        return locked(() -> {
            if (held(request) + request.cost() > request.policy().limit()) {
                return false;
            }
            long bytes = LimitKey.of(request).permitBytes();
            if (!memory.tryReserve(bytes)) {
                removeEnded();
                if (!memory.tryReserve(bytes)) {
                    throw budget.exceeded("ratelimit.concurrency.acquire");
                }
            }
            permits.computeIfAbsent(LimitKey.of(request), key -> new HashMap<>())
                    .put(id, held(request, nanoTime));
            memory.use(bytes);
            return true;
        });
    }

    @Override
    public boolean renew(ConcurrencyRequest request, String id) {
        return locked(() -> {
            held(request);
            return permits.getOrDefault(LimitKey.of(request), Map.of()).containsKey(id)
                    && permits.getOrDefault(LimitKey.of(request), Map.of()).put(id, held(request, nanoTime)) != null;
        });
    }

    @Override
    public void release(ConcurrencyRequest request, String id) {
        locked(() -> {
            Map<String, Held> ofLimit = permits.get(LimitKey.of(request));
            if (ofLimit != null && ofLimit.remove(id) != null) {
                memory.use(-LimitKey.of(request).permitBytes());
                if (ofLimit.isEmpty()) {
                    permits.remove(LimitKey.of(request));
                }
            }
            return true;
        });
    }

    @Override
    public int available(ConcurrencyRequest request) {
        return locked(() -> Math.max(0, request.policy().limit() - held(request)));
    }

    @Override
    public void reset(ConcurrencyRequest request) {
        locked(() -> {
            Map<String, Held> removed = permits.remove(LimitKey.of(request));
            memory.use(removed == null ? 0 : -LimitKey.of(request).permitBytes() * removed.size());
            return true;
        });
    }

    /** Deletes everything. */
    void clear() {
        lock.lock();
        try {
            permits.forEach((key, each) -> memory.use(-key.permitBytes() * each.size()));
            permits.clear();
        } finally {
            memory.settle();
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> work) {
        RedoubtInterruptedException.throwIfInterrupted("ratelimit");
        gate.pass();
        lock.lock();
        try {
            return work.get();
        } finally {
            memory.settle();
            lock.unlock();
        }
    }

    private static Held held(ConcurrencyRequest request, LongSupplier nanoTime) {
        return new Held(
                request.cost(), nanoTime.getAsLong() + request.policy().lease().toNanos());
    }

    /** Returns how many units are held, and removes the permits of this limit whose leases have ended. */
    private int held(ConcurrencyRequest request) {
        Map<String, Held> ofLimit = permits.get(LimitKey.of(request));
        if (ofLimit == null) {
            return 0;
        }
        removeEnded(LimitKey.of(request), ofLimit);
        if (ofLimit.isEmpty()) {
            permits.remove(LimitKey.of(request));
        }
        return ofLimit.values().stream().mapToInt(Held::cost).sum();
    }

    private void removeEnded() {
        Iterator<Map.Entry<LimitKey, Map<String, Held>>> each =
                permits.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<LimitKey, Map<String, Held>> limit = each.next();
            removeEnded(limit.getKey(), limit.getValue());
            if (limit.getValue().isEmpty()) {
                each.remove();
            }
        }
    }

    private void removeEnded(LimitKey key, Map<String, Held> ofLimit) {
        long now = nanoTime.getAsLong();
        int before = ofLimit.size();
        ofLimit.values().removeIf(held -> now - held.endNanos >= 0);
        memory.use(-key.permitBytes() * (before - ofLimit.size()));
    }
}
