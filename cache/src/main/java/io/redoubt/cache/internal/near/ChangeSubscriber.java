package io.redoubt.cache.internal.near;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.TrackingSubscription;
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
 * every second while Redis is unreachable, and once a minute where the server refuses: reads work all the same, without
 * near caches. Where a receiver allows it, messages of other processes are received instead in the meantime. Lost
 * connections are reopened by the driver. Thread-safe.
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
                track(next);
                waiting.poll();
                if (next.reports().isSubscriptionMissing()) {
                    waiting.add(next); // More was required meanwhile, while it still seemed to wait.
                }
                refusalLogged = false;
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
        TrackingSubscription subscription = driver.track(request.prefixes(), receiver, options);
        started(receiver, subscription, () -> request.started(subscription));
        if (replaced != null) {
            LOG.info("{}: the server reports changes again (CLIENT TRACKING)", replaced.subject());
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
        waiting.forEach(receiver -> receiver.reports().failed(reason, isRefusal));
        if (!isRefusal) {
            return RETRY_PAUSE;
        }
        Duration pause = REFUSED_PAUSE;
        for (ChangeReceiver receiver : waiting) {
            MessageRequest messages = receiver.messages();
            if (!closed && !(messages == null ? isOff(reason) : isReceivingMessages(receiver, messages, reason))) {
                pause = RETRY_PAUSE;
            }
        }
        return pause;
    }

    /** Logs that a receiver has no near cache, once for each refusal. Returns that this is no matter of seconds. */
    private boolean isOff(String reason) {
        if (!refusalLogged) {
            refusalLogged = true;
            LOG.warn(
                    "near caches are off, and values are read from Redis each time: the server does not report changes"
                            + " (CLIENT TRACKING): {}. Give the user the right to call CLIENT, use"
                            + " messagesIfTrackingRefused (for regions), or turn near caches off",
                    reason);
        }
        return true;
    }

    /**
     * Subscribes to the messages of other processes, unless that was done before.
     *
     * @param trackingReason why the server does not report changes
     * @return false if Redis was unreachable, so that it is tried again soon
     */
    private boolean isReceivingMessages(ChangeReceiver receiver, MessageRequest messages, String trackingReason) {
        if (receiver.reports().isByMessages()) {
            return true;
        }
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

    /** Ends all reports and the thread, within a few seconds. Idempotent. */
    @Override
    public void close() {
        closed = true;
        thread.close();
        all.forEach(ChangeReceiver::close);
    }
}
