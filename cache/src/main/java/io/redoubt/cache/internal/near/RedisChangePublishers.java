package io.redoubt.cache.internal.near;

import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.support.ServiceThread;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Factory of publishers that send the changes of cache regions, and of values under keys, to other processes by
 * {@code PUBLISH}. What could not be sent is repeated every second by one thread, for as long as a copy from before the
 * change may exist in another process. Thread-safe.
 */
public final class RedisChangePublishers implements ChangePublishers {

    private static final Logger LOG = LoggerFactory.getLogger(RedisChangePublishers.class);
    /** Pause between two attempts to publish what could not be published before. */
    public static final Duration RETRY_PAUSE = Duration.ofSeconds(1);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final RedisDriver driver;
    private final CallOptions options;
    private final Duration retryPause;
    private final LongSupplier nanoTime;
    private final List<ChannelPublisher> all = new CopyOnWriteArrayList<>();
    private final ServiceThread thread = new ServiceThread("redoubt-near-messages", this::repeatAll);

    /**
     * Creates a factory without a thread, which starts with the first failure.
     *
     * @param timeout time limit of one attempt
     * @param retryPause pause between two attempts to publish what could not be published before
     */
    public RedisChangePublishers(RedisDriver driver, Duration timeout, Duration retryPause, LongSupplier nanoTime) {
        this.driver = driver;
        this.options = CallOptions.within(timeout).repeatable(); // twice is as good as once
        this.retryPause = retryPause;
        this.nanoTime = nanoTime;
    }

    @Override
    public ChangePublisher of(String subject, String channel) {
        ChannelPublisher publisher = new ChannelPublisher(subject, channel);
        all.add(publisher);
        return publisher;
    }

    private Duration repeatAll() {
        boolean isDone = true;
        for (ChannelPublisher publisher : all) {
            isDone &= publisher.repeat();
        }
        return isDone ? ServiceThread.UNTIL_WOKEN : retryPause;
    }

    /** Repeats what is left for a second, and ends the thread within a few seconds. Idempotent. */
    @Override
    public void close() {
        thread.close(CLOSE_TIMEOUT);
    }

    private final class ChannelPublisher implements ChangePublisher {

        private final String subject;
        private final String channel;
        private final byte[] channelBytes;
        private volatile boolean enabled;
        /** What is to be repeated; null for nothing. */
        private final AtomicReference<@Nullable ChangeMessage> pending = new AtomicReference<>();
        /** When the last change was added to it. */
        private volatile long pendingSinceNanos;

        /** Whether the thread could not be woken, for example without memory. */
        private volatile boolean isWakeLost;

        private final AtomicBoolean isFailing = new AtomicBoolean();

        ChannelPublisher(String subject, String channel) {
            this.subject = subject;
            this.channel = channel;
            this.channelBytes = channel.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public void enable() {
            enabled = true;
        }

        @Override
        public void publish(ChangeMessage change) {
            if (!enabled || change.isEmpty()) {
                return;
            }
            boolean isSent = false;
            try {
                isSent = send(change);
            } catch (Throwable noMemory) {
                // Is repeated below: the change itself was made.
            }
            if (!isSent) {
                repeatLater(change);
            }
        }

        @Override
        public void publishLater(ChangeMessage change) {
            if (enabled && !change.isEmpty()) {
                repeatLater(change);
            }
        }

        private boolean send(ChangeMessage change) {
            try {
                Reply reply = driver.execute(Command.keyless("PUBLISH", channelBytes, change.encoded()), options);
                if (reply instanceof Reply.Refusal refusal) {
                    failed("refused with " + refusal.code());
                    return false;
                }
                if (isFailing.getAndSet(false)) {
                    LOG.info("{}: changes are published on channel {} again", subject, channel);
                }
                return true;
            } catch (DriverException e) {
                if (e.kind() != DriverException.Kind.INTERRUPTED) {
                    failed(String.valueOf(e.getMessage()));
                }
                return false;
            }
        }

        private void failed(String reason) {
            if (!isFailing.getAndSet(true)) {
                LOG.warn(
                        "{}: a change could not be published on channel {} (PUBLISH): {}. It is repeated; until"
                                + " then other processes may return values from before it, for up to {} s. If it was"
                                + " refused, give the user the right to call PUBLISH on this channel",
                        subject,
                        channel,
                        reason,
                        NearCacheSettings.MAX_AGE_WITH_MESSAGES.toSeconds());
            }
        }

        private void repeatLater(ChangeMessage change) {
            boolean isFirst = true;
            try {
                pendingSinceNanos = nanoTime.getAsLong();
                isFirst = pending.getAndUpdate(before -> before == null ? change : before.and(change)) == null;
            } catch (Throwable noMemory) {
                pending.set(ChangeMessage.ALL);
            }
            if (isFirst || isWakeLost) {
                wake();
            }
        }

        private void wake() {
            try {
                isWakeLost = false;
                thread.wake();
            } catch (Throwable noThread) {
                isWakeLost = true; // The next failure tries again. Until then, copies end at their maximum age.
            }
        }

        /** Repeats what could not be published. Returns whether nothing is left. */
        boolean repeat() {
            ChangeMessage due = pending.getAndSet(null);
            if (due == null) {
                return true;
            }
            boolean isDone = isOutdated();
            try {
                isDone = isDone || send(due);
            } finally {
                if (!isDone) {
                    restore(due);
                }
            }
            return isDone;
        }

        /** Returns whether every copy from before the last change has reached its maximum age. */
        private boolean isOutdated() {
            return nanoTime.getAsLong() - pendingSinceNanos > NearCacheSettings.MAX_AGE_WITH_MESSAGES.toNanos();
        }

        private void restore(ChangeMessage due) {
            try {
                pending.updateAndGet(since -> since == null ? due : since.and(due));
            } catch (Throwable noMemory) {
                pending.set(ChangeMessage.ALL);
            }
        }
    }
}
