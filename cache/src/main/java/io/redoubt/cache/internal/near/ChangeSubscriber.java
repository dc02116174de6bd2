package io.redoubt.cache.internal.near;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.TrackingListener;
import io.redoubt.redis.core.driver.TrackingSubscription;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.redis.core.support.ServiceThread;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PubSubChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Background subscriber that asks Redis to report changed keys, and tries again until Redis does so. It tries again
 * every second while Redis is unreachable. Where the server refuses, it tries again after a second, then after pauses
 * that double up to a minute: reads work all the same, without near caches. Where a receiver allows it, messages of
 * other processes are received instead in the meantime. Lost connections are reopened by the driver; if a server
 * refuses that, it is the same as if it had refused at first. Thread-safe.
 */
public final class ChangeSubscriber implements ChangeSource {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeSubscriber.class);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_REFUSED_PAUSE = Duration.ofMinutes(1);

    private final RedisDriver driver;
    private final MonotonicClock clock;
    private final CallOptions options;
    private final Queue<ChangeReceiver> waiting = new ConcurrentLinkedQueue<>();
    private final CopyOnWriteArrayList<ChangeReceiver> all = new CopyOnWriteArrayList<>();
    private final ServiceThread thread;
    // Confined to the thread.
    /** Whether the log has a line about the present refusal. */
    private boolean refusalLogged;

    /** The pause since the last refusal that was due; zero without one. */
    private Duration refusedPause = Duration.ZERO;
    /** When that pause ends. */
    private long refusedUntilNanos;

    private volatile boolean closed;

    /**
     * Creates a subscriber without a thread, which starts with the first receiver.
     *
     * @param timeout time limit of one attempt
     */
    public ChangeSubscriber(RedisDriver driver, Duration timeout) {
        this(driver, timeout, MonotonicClock.ofThisJvm());
    }

    /**
     * Creates a subscriber without a thread.
     *
     * @param clock the clock by which the thread waits
     */
    ChangeSubscriber(RedisDriver driver, Duration timeout, MonotonicClock clock) {
        this.driver = driver;
        this.clock = clock;
        this.options = CallOptions.within(timeout);
        this.thread = new ServiceThread("redoubt-near-tracking", clock, this::subscribeAll);
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
            receiver.reports().askAgain(false);
            thread.wake();
        } catch (Throwable noThread) {
            // Reads work without near caches. The next Region object, or read of a key, tries again.
            receiver.reports().askAgain(true);
        }
    }

    /**
     * Subscribes again, or to messages, since a server has refused to reopen the connection on which it reported
     * changes. Never throws: if there is no memory for it, the driver's next attempt that is refused tries again, as do
     * the next read of a value under a key and the next Region object.
     */
    private void refusedLater(ChangeReceiver receiver) {
        try {
            if (!closed && !receiver.reports().isByMessages()) {
                subscribe(receiver);
            }
        } catch (Throwable noMemory) {
            receiver.reports().askAgain(true);
        }
    }

    private Duration subscribeAll() {
        for (ChangeReceiver next = waiting.peek(); next != null && !closed; next = waiting.peek()) {
            try {
                next.reports().askAgain(false); // is being done
                if (!next.reports().isReportedAsRequired()) {
                    track(next);
                }
                waiting.poll();
                if (next.reports().isSubscriptionMissing()) {
                    waiting.add(next); // More was required meanwhile, while it still seemed to wait.
                }
                refusalLogged = false;
                refusedPause = Duration.ZERO;
            } catch (DriverException e) {
                return failed(e);
            }
        }
        return ServiceThread.UNTIL_WOKEN;
    }

    private void track(ChangeReceiver receiver) {
        ReportRequest request = receiver.request();
        // Before the subscription, which nothing would close if there were no memory for this afterwards.
        MessageRequest replaced = receiver.reports().isByMessages() ? receiver.messages() : null;
        TrackingListener listener = new RefusalListener(receiver);
        TrackingSubscription subscription = driver.track(request.prefixes(), listener, options);
        started(receiver, subscription, () -> request.started(subscription));
        if (replaced != null) {
            LOG.info("{}: the server reports changes again (CLIENT TRACKING)", replaced.subject());
        } else if (refusalLogged) {
            LOG.info("near caches are in use: the server reports changes again (CLIENT TRACKING)");
        }
    }

    /** Hands a subscription over to its receiver, or closes it. */
    private void started(ChangeReceiver receiver, Subscription subscription, Runnable handOver) {
        boolean isStarted = false;
        try {
            handOver.run();
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
        if (!isRefusal) {
            waiting.forEach(receiver -> receiver.reports().failed(reason, false));
            return RETRY_PAUSE;
        }
        Duration pause = pauseAfterRefusal();
        for (ChangeReceiver receiver : waiting) {
            if (!closed && !isSettled(receiver, reason)) {
                pause = pause.compareTo(RETRY_PAUSE) < 0 ? pause : RETRY_PAUSE;
            }
        }
        return pause;
    }

    /** Returns how long to wait now. The pause grows only when it has passed, not with each receiver that asks. */
    private Duration pauseAfterRefusal() {
        long now = clock.getAsLong();
        if (refusedPause.isZero() || now - refusedUntilNanos >= 0) {
            Duration doubled = refusedPause.isZero() ? RETRY_PAUSE : refusedPause.multipliedBy(2);
            refusedPause = doubled.compareTo(MAX_REFUSED_PAUSE) < 0 ? doubled : MAX_REFUSED_PAUSE;
            refusedUntilNanos = now + refusedPause.toNanos();
        }
        return Duration.ofNanos(refusedUntilNanos - now);
    }

    /** Lets a receiver do without reports of the server. Returns false if that could not be settled just now. */
    private boolean isSettled(ChangeReceiver receiver, String reason) {
        MessageRequest messages = receiver.messages();
        if (messages != null && receiver.reports().isByMessages()) {
            receiver.reports().failed(reason, true);
            return true;
        }
        if (receiver.reports().refused(reason)) {
            return true; // The driver has reopened its connection meanwhile.
        }
        return messages == null ? isOff(reason) : isReceivingMessages(receiver, messages, reason);
    }

    /** Logs that a receiver has no near cache, once for each refusal. Returns that this is no matter of a second. */
    private boolean isOff(String reason) {
        if (!refusalLogged) {
            refusalLogged = true;
            LOG.warn(
                    "near caches are off, and values are read from Redis each time: the server does not report changes"
                            + " (CLIENT TRACKING): {}. Give the user the right to call CLIENT, use"
                            + " messagesIfTrackingRefused, or turn near caches off",
                    reason);
        }
        return true;
    }

    /**
     * Subscribes to the messages of other processes.
     *
     * @param trackingReason why the server does not report changes
     * @return false if Redis was unreachable, so that it is tried again soon
     */
    private boolean isReceivingMessages(ChangeReceiver receiver, MessageRequest messages, String trackingReason) {
        String channel = messages.channel();
        try {
            Subscription subscription = driver.subscribe(
                    List.of(PubSubChannel.global(channel.getBytes(StandardCharsets.UTF_8))),
                    messages.listener(),
                    options);
            started(receiver, subscription, () -> messages.started(subscription));
        } catch (DriverException e) {
            boolean isRefusal = e.kind() == Kind.ACCESS_DENIED;
            String reason =
                    trackingReason + "; messages of other processes (SUBSCRIBE " + channel + "): " + e.getMessage();
            receiver.reports().failed(reason, isRefusal);
            return isRefusal && isOff(reason);
        }
        LOG.warn(
                "{}: the server does not report changes (CLIENT TRACKING): {}. Near caches use messages of other"
                        + " processes with messagesIfTrackingRefused instead (channel {}); changes by other programs"
                        + " are noticed after up to {} s. To be told of all changes, give the user the right to call"
                        + " CLIENT",
                messages.subject(),
                trackingReason,
                channel,
                NearCacheSettings.MAX_AGE_WITH_MESSAGES.toSeconds());
        return true;
    }

    /** Listener that passes all reports to a receiver, and a refusal to this subscriber. */
    private final class RefusalListener implements TrackingListener {

        private final ChangeReceiver receiver;

        RefusalListener(ChangeReceiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void onInvalidate(List<byte[]> keys) {
            receiver.onInvalidate(keys);
        }

        @Override
        public void onGap() {
            receiver.onGap();
        }

        @Override
        public void onUnknownChanges() {
            receiver.onUnknownChanges();
        }

        @Override
        public void onRefused(String reason) {
            refusedLater(receiver);
        }
    }

    /** Ends all reports and the thread, within a few seconds. Idempotent. */
    @Override
    public void close() {
        closed = true;
        thread.close();
        all.forEach(ChangeReceiver::close);
    }
}
