package io.redoubt.cache.internal.near;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.core.support.ServiceThread;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background subscriber that asks Redis to report changed keys of cache regions, and tries again until Redis does so.
 * It tries again every second while Redis is unreachable, and once a minute where the server refuses: reads work all
 * the same, without near caches. Lost connections are reopened by the driver. Thread-safe.
 */
public final class ChangeSubscriber implements ChangeSource {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeSubscriber.class);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);

    private final RedisDriver driver;
    private final CallOptions options;
    private final Queue<ChangeReceiver> waiting = new ConcurrentLinkedQueue<>();
    private final CopyOnWriteArrayList<ChangeReceiver> all = new CopyOnWriteArrayList<>();
    private final ServiceThread thread = new ServiceThread("redoubt-near-tracking", this::subscribeAll);
    /** Whether the log has a line about the present refusal. Confined to the thread. */
    private boolean refusalLogged;

    private volatile boolean closed;

    /**
     * Creates a subscriber without a thread, which starts with the first receiver.
     *
     * @param timeout time limit of one attempt
     */
    public ChangeSubscriber(RedisDriver driver, Duration timeout) {
        this.driver = driver;
        this.options = CallOptions.within(timeout);
    }

    @Override
    public void subscribe(ChangeReceiver receiver) {
        all.addIfAbsent(receiver);
        if (!waiting.contains(receiver)) {
            waiting.add(receiver);
        }
        if (closed) {
            receiver.close();
            return;
        }
        try {
            thread.wake();
        } catch (Throwable noThread) {
            // Reads work without near caches. The next Region object, or read of a key, tries again.
        }
    }

    private Duration subscribeAll() {
        for (ChangeReceiver next = waiting.peek(); next != null && !closed; next = waiting.peek()) {
            try {
                ReportRequest request = next.request();
                started(next, request, driver.track(request.prefixes(), next, options));
                waiting.poll();
                if (next.isSubscriptionMissing()) {
                    waiting.add(next); // More was required meanwhile, while it still seemed to wait.
                }
                refusalLogged = false;
            } catch (DriverException e) {
                return failed(e);
            }
        }
        return ServiceThread.UNTIL_WOKEN;
    }

    private void started(ChangeReceiver receiver, ReportRequest request, TrackingSubscription subscription) {
        boolean isStarted = false;
        try {
            request.started(subscription);
            isStarted = true;
        } finally {
            if (!isStarted) {
                subscription.close();
            }
        }
        if (closed) {
            receiver.close();
        }
    }

    private Duration failed(DriverException failure) {
        boolean isRefusal = failure.kind() == Kind.ACCESS_DENIED;
        String reason = String.valueOf(failure.getMessage());
        waiting.forEach(receiver -> receiver.failed(reason, isRefusal));
        if (isRefusal && !refusalLogged) {
            refusalLogged = true;
            LOG.warn(
                    "near caches are off, and values are read from Redis each time: the server does not report changes"
                            + " (CLIENT TRACKING): {}. Give the user the right to call CLIENT, or turn near caches off",
                    reason);
        }
        return isRefusal ? REFUSED_PAUSE : RETRY_PAUSE;
    }

    /** Ends all reports and the thread, within a few seconds. Idempotent. */
    @Override
    public void close() {
        closed = true;
        thread.close();
        all.forEach(ChangeReceiver::close);
    }
}
