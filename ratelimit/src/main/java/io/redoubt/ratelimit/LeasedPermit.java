package io.redoubt.ratelimit;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.ratelimit.ConcurrencyPermit;
import io.redoubt.api.ratelimit.ConcurrencyRequest;
import io.redoubt.api.ratelimit.Decision.Source;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Permit in a {@link PermitStore}, which counts the time of its lease by the monotonic clock. Thread-safe. */
final class LeasedPermit implements ConcurrencyPermit {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedPermit.class);

    private final PermitStore store;
    private final ConcurrencyRequest request;
    private final String id;
    private final LongSupplier nanoTime;
    private final Source source;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long endNanos;

    /** Creates a permit whose lease begins now. */
    LeasedPermit(PermitStore store, ConcurrencyRequest request, String id, LongSupplier nanoTime, Source source) {
        this.store = store;
        this.request = request;
        this.id = id;
        this.nanoTime = nanoTime;
        this.source = source;
        this.endNanos = end();
    }

    String id() {
        return id;
    }

    private long end() {
        return nanoTime.getAsLong() + request.policy().lease().toNanos();
    }

    @Override
    public boolean isValid() {
        return !closed.get() && nanoTime.getAsLong() - endNanos < 0;
    }

    @Override
    public boolean renew() {
        if (closed.get()) {
            return false;
        }
        long end = end();
        boolean renewed = store.renew(request, id);
        // Those that are lost end now; a permit that was closed meanwhile stays closed.
        endNanos = renewed ? end : nanoTime.getAsLong();
        return renewed && !closed.get();
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            // An interrupt must not keep the units from others.
            InterruptDeferral.during(this::release);
        }
    }

    private void release() {
        try {
            store.release(request, id);
        } catch (RedoubtException e) {
            // Also an interrupt, whose flag is set again: what this throws would replace the result of the work.
            LOG.debug("A permit was not released, and ends with its lease", e); // logged where it happened
        }
    }
}
