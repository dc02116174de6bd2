package io.redoubt.topic;

import io.redoubt.api.TypeRef;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.OutageLog;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logger for topic failures that are not reported to any caller, with at most one line per second for each kind of
 * failure. Never throws, also if there is no memory for a line. Thread-safe.
 */
final class TopicLog {

    private static final Logger LOG = LoggerFactory.getLogger(TopicLog.class);

    private final LogThrottle undecodable;
    private final LogThrottle listenerFailures;
    private final LogThrottle dropped;
    private final LogThrottle refused;
    private final LogThrottle accepted;
    private final OutageLog attempts;

    TopicLog(LongSupplier nanoTime) {
        this.undecodable = new LogThrottle(nanoTime);
        this.listenerFailures = new LogThrottle(nanoTime);
        this.dropped = new LogThrottle(nanoTime);
        this.refused = new LogThrottle(nanoTime);
        this.accepted = new LogThrottle(nanoTime);
        this.attempts = new OutageLog(LOG, "topics.subscribe, key topic:*: subscribing in the background", nanoTime);
    }

    void undecodable(String topic, TypeRef<?> type, Throwable reason) {
        safely(() -> undecodable.pass(suppressed -> {
            LOG.warn(
                    "topic '{}': a message was skipped, because it could not be decoded as {}: {}{}",
                    topic,
                    type,
                    FailureMessageRedactor.reasonOf(reason),
                    suppressed);
            FailureMessageRedactor.logStack(LOG, reason);
        }));
    }

    void listenerFailed(String topic, Throwable failure) {
        safely(() -> listenerFailures.pass(suppressed -> {
            LOG.error(
                    "topic '{}': a listener failed, and gets the next message all the same: {}{}",
                    topic,
                    FailureMessageRedactor.reasonOf(failure),
                    suppressed);
            FailureMessageRedactor.logStack(LOG, failure);
        }));
    }

    void dropped(String topic) {
        safely(() -> dropped.pass(suppressed -> LOG.warn(
                "topic '{}': a message was dropped, because a listener is slower than its messages and its queue is"
                        + " full; the listener is told of a gap{}",
                topic,
                suppressed)));
    }

    /** @param written runs when there is a line, and not if that was left out */
    void refused(String topic, Throwable reason, Runnable written) {
        safely(() -> refused.pass(suppressed -> {
            LOG.warn(
                    "topic '{}': Redis refuses the subscription, which is tried again every ten seconds: {}{}",
                    topic,
                    reason.getMessage(),
                    suppressed);
            written.run();
        }));
    }

    /** Logs that a topic is subscribed which Redis has refused before. */
    void accepted(String topic) {
        safely(() -> accepted.pass(
                suppressed -> LOG.info("topic '{}': Redis accepts the subscription now{}", topic, suppressed)));
    }

    /** Returns the log of attempts in the background, for the thread that makes them. */
    OutageLog attempts() {
        return attempts;
    }

    private static void safely(Runnable logging) {
        try {
            logging.run();
        } catch (Throwable noMemory) {
            // The line is lost; what matters is that the calling thread goes on.
        }
    }
}
