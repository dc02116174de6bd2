package io.redoubt.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.tck.log.CapturedLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A topic that is subscribed in the background")
final class BackgroundSubscriberTest {

    private static final Duration PATIENT = Duration.ofSeconds(20);

    private final Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
    private final BackgroundSubscriber background = new BackgroundSubscriber(PATIENT, new TopicLog(System::nanoTime));
    private final AtomicInteger gaps = new AtomicInteger();

    @AfterEach
    void verify() {
        background.close();
        threads.verify();
    }

    private SharedTopic topic(FaultyTransport transport) {
        SharedTopic topic = new SharedTopic("news", transport);
        topic.add(new TopicTransport.Receiver() {
            @Override
            public void message(byte[] message) {}

            @Override
            public void gap() {
                gaps.incrementAndGet();
            }
        });
        return topic;
    }

    private static IntConsumer failingBefore(int attempt, Runnable failure) {
        return number -> {
            if (number < attempt) {
                failure.run();
            }
        };
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().pollInterval(Duration.ofMillis(2)).atMost(PATIENT);
    }

    @Test
    @DisplayName("is tried again until the store answers, and its receivers are told of the gap then")
    void unavailable() {
        FaultyTransport transport = new FaultyTransport(failingBefore(3, () -> {
            throw new StoreUnavailableException("thrown by a test", Effect.NONE, null);
        }));
        background.add(topic(transport));
        eventually().until(() -> gaps.get() == 1);
        assertThat(transport.attempts()).isEqualTo(3);
        assertThat(transport.open()).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "has one line in the log when the store begins not to answer, or to refuse, and one at the end of that")
    void log() {
        try (CapturedLog log = CapturedLog.of(TopicLog.class.getName())) {
            CapturedLog.Excerpt since = log.fromHere();
            FaultyTransport down = new FaultyTransport(failingBefore(4, () -> {
                throw new StoreUnavailableException("thrown by a test", Effect.NONE, null);
            }));
            background.add(topic(down));
            eventually().until(() -> gaps.get() == 1);
            assertThat(down.attempts()).isEqualTo(4);
            assertThat(since.count("WARN", List.of(""))).isOne();
            assertThat(since.count("INFO", List.of("works again"))).isOne();
            FaultyTransport refusing = new FaultyTransport(failingBefore(2, () -> {
                throw new StoreRejectedException("thrown by a test", "NOPERM", null);
            }));
            SharedTopic topic = topic(refusing);
            background.add(topic);
            eventually().until(() -> refusing.attempts() == 1);
            background.subscribed(topic);
            eventually().until(() -> gaps.get() == 2);
            assertThat(since.count("WARN", List.of("refuses the subscription"))).isOne();
            assertThat(since.count("INFO", List.of("accepts the subscription"))).isOne();
        }
    }

    @Test
    @DisplayName("has its line when Redis refuses it, though that of another one was written in the same second")
    void manyRefused() {
        AtomicLong clock = new AtomicLong();
        AtomicBoolean isRefused = new AtomicBoolean(true);
        FaultyTransport refusing = new FaultyTransport(number -> {
            if (isRefused.get()) {
                throw new StoreRejectedException("thrown by a test", "NOPERM", null);
            }
        });
        SharedTopic[] topics = {topic(refusing), topic(refusing), topic(refusing)};
        try (CapturedLog log = CapturedLog.of(TopicLog.class.getName());
                BackgroundSubscriber subscriber = new BackgroundSubscriber(PATIENT, new TopicLog(clock::get))) {
            CapturedLog.Excerpt since = log.fromHere();
            for (SharedTopic topic : topics) {
                subscriber.add(topic);
            }
            for (int lines = 1; lines <= topics.length; lines++) {
                int attempts = refusing.attempts();
                // More than all topics twice: a whole round has begun, and has ended.
                eventually().until(() -> {
                    subscriber.subscribed(topics[0]);
                    return refusing.attempts() > attempts + 2 * topics.length;
                });
                assertThat(since.count("WARN", List.of("refuses the subscription")))
                        .isEqualTo(lines);
                clock.addAndGet(Duration.ofSeconds(1).toNanos());
            }
            isRefused.set(false);
            subscriber.subscribed(topics[0]);
            eventually().until(() -> gaps.get() == topics.length);
            assertThat(since.count("INFO", List.of("accepts the subscription"))).isOne();
        }
    }

    @Test
    @DisplayName("has a line of a later outage if it was closed in the first one")
    void closedInOutage() {
        AtomicLong clock = new AtomicLong();
        try (CapturedLog log = CapturedLog.of(TopicLog.class.getName());
                BackgroundSubscriber subscriber = new BackgroundSubscriber(PATIENT, new TopicLog(clock::get))) {
            CapturedLog.Excerpt since = log.fromHere();
            addFailing(subscriber);
            eventually().until(() -> since.count("WARN", List.of("")) == 1);
            // Several, since it cannot be seen whether the one before was left out already.
            eventually().pollInterval(Duration.ofMillis(50)).until(() -> {
                clock.addAndGet(Duration.ofSeconds(1).toNanos());
                addFailing(subscriber);
                return since.count("WARN", List.of("")) == 2;
            });
        }
    }

    /** Adds a topic that cannot be subscribed, and closes it after the first attempt. */
    private void addFailing(BackgroundSubscriber subscriber) {
        FaultyTransport down = new FaultyTransport(number -> {
            throw new StoreUnavailableException("thrown by a test", Effect.NONE, null);
        });
        SharedTopic topic = topic(down);
        subscriber.add(topic);
        eventually().until(() -> down.attempts() > 0);
        topic.close();
        subscriber.subscribed(topic);
    }

    @Test
    @DisplayName("is tried again after an Error")
    void errors() {
        FaultyTransport transport = new FaultyTransport(failingBefore(3, () -> {
            throw new NoClassDefFoundError("thrown by a test");
        }));
        background.add(topic(transport));
        eventually().until(() -> gaps.get() == 1);
        assertThat(transport.open()).isEqualTo(1);
    }

    @Test
    @DisplayName("and closed meanwhile leaves no subscription on the store")
    void closedMeanwhile() throws Exception {
        CountDownLatch subscribing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        FaultyTransport transport = new FaultyTransport(number -> {
            subscribing.countDown();
            awaitUninterruptibly(goOn);
        });
        SharedTopic topic = topic(transport);
        background.add(topic);
        subscribing.await();
        topic.close();
        goOn.countDown();
        eventually().until(() -> gaps.get() == 1);
        assertThat(transport.attempts()).isEqualTo(1);
        assertThat(transport.open()).isZero();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean waiting = true;
        while (waiting) {
            try {
                latch.await();
                waiting = false;
            } catch (InterruptedException e) {
                // This test does not end with an interrupt.
            }
        }
    }
}
