package io.redoubt.topic;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.redis.core.support.DecorrelatedJitter;
import io.redoubt.redis.core.support.ServiceThread;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Background task that repeats unconfirmed topic subscriptions until Redis confirms them. It tries again within a
 * second while the store does not answer, and every ten seconds where it refuses. That this begins is logged at WARN,
 * that it has ended at INFO. Thread-safe.
 */
final class BackgroundSubscriber implements AutoCloseable {

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(10);

    private final Duration timeout;
    private final TopicLog log;
    private final Set<SharedTopic> waiting = ConcurrentHashMap.newKeySet();
    private final ServiceThread thread = new ServiceThread("redoubt-topic-subscribe", this::subscribeAll);
    // Confined to the thread.
    private final DecorrelatedJitter pauses = new DecorrelatedJitter(SHORTEST_PAUSE, LONGEST_PAUSE);
    /** Topics whose refusal was logged. */
    private final Set<SharedTopic> refused = new HashSet<>();

    BackgroundSubscriber(Duration timeout, TopicLog log) {
        this.timeout = timeout;
        this.log = log;
    }

    /** Subscribes a topic in the background, and tells its receivers of a gap when that is done. */
    void add(SharedTopic topic) {
        waiting.add(topic);
        thread.wake();
    }

    /** Takes the news that another thread has subscribed a topic, whose receivers may have to be told of a gap. */
    void subscribed(SharedTopic topic) {
        if (waiting.contains(topic)) {
            thread.wake();
        }
    }

    private Duration subscribeAll() {
        Duration pause = ServiceThread.UNTIL_WOKEN;
        for (SharedTopic topic : List.copyOf(waiting)) {
            try {
                if (!topic.isClosed()) {
                    subscribe(topic);
                }
                waiting.remove(topic);
                refused.remove(topic);
            } catch (StoreRejectedException e) {
                if (!refused.contains(topic)) {
                    log.refused(topic.name(), e, () -> refused.add(topic));
                }
                pause = REFUSED_PAUSE;
            } catch (RedoubtException e) {
                log.attempts().failed(e);
                return pauses.next();
            }
        }
        if (waiting.isEmpty()) {
            log.attempts().forget(); // the last ones may have been closed meanwhile, without another attempt
        }
        return pause;
    }

    private void subscribe(SharedTopic topic) {
        topic.subscribeAgain(timeout);
        pauses.reset();
        log.attempts().succeeded();
        if (refused.contains(topic)) {
            log.accepted(topic.name());
        }
        topic.gap();
    }

    /** Ends the attempts. Idempotent. */
    @Override
    public void close() {
        thread.close();
        waiting.clear();
    }
}
