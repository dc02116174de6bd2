package io.redoubt.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.Codec;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.TypeRef;
import io.redoubt.api.topic.TopicListener;
import io.redoubt.api.topic.TopicSubscription;
import io.redoubt.api.topic.Topics;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.support.CheckedCodec;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.tck.log.CapturedLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The subscription of a listener")
final class ListenerSubscriptionTest {

    private static final Duration PATIENT = Duration.ofSeconds(20);

    /** Codec of texts, which fails with an Error for one of them. */
    private static final Codec TEXT = new Codec() {
        @Override
        public byte[] encode(Object value) {
            return value.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        @SuppressWarnings("unchecked") // only texts are decoded
        public <T> T decode(byte[] bytes, TypeRef<T> type) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            if (text.equals("bad")) {
                throw new StackOverflowError("thrown by a test");
            }
            return (T) text;
        }
    };

    private final Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
    private final TopicsFactory factory = TopicsFactory.embedded(
            new TopicSettings(TEXT, "", AsyncSettings.defaults()), EmbeddedStoreContext.ofThisJvm());
    private final Topics topics = factory.topics();
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final List<String> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void verify() {
        letGo.countDown();
        factory.close();
        threads.verify();
    }

    private void holdUninterruptibly(String message) {
        events.add(message);
        boolean waiting = true;
        while (waiting) {
            try {
                letGo.await();
                waiting = false;
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }
    }

    @Test
    @Tag("slow") // waits twice for two seconds
    @DisplayName("that hangs is interrupted by close, which returns all the same, and gets no further message")
    void hangs() throws Exception {
        TopicSubscription subscription =
                topics.subscribe("news", String.class, TopicListener.of(this::holdUninterruptibly, () -> {}));
        topics.publish("news", "one");
        topics.publish("news", "two");
        Awaitility.await().atMost(PATIENT).until(() -> !events.isEmpty());
        try (CapturedLog log = CapturedLog.of("io.redoubt")) {
            subscription.close();
            assertThat(log.lines()).anyMatch(line -> line.contains("redoubt-topic-listener: the thread has not ended"));
        }
        assertThat(interrupted.await(0, TimeUnit.SECONDS)).isTrue();
        topics.publish("news", "three");
        letGo.countDown();
        threads.verify();
        assertThat(events).containsExactly("one");
    }

    @Test
    @DisplayName("goes on after an Error of the codec, and is told of a gap")
    void codecError() {
        topics.subscribe("news", String.class, TopicListener.of(events::add, () -> events.add("(gap)")));
        topics.publish("news", "bad");
        topics.publish("news", "good");
        Awaitility.await().atMost(PATIENT).until(() -> events.size() == 2);
        assertThat(events).containsExactly("(gap)", "good");
        assertThat(topics.statistics().undecodable()).isEqualTo(1);
    }

    @Test
    @DisplayName("is not called with a message that was decoded when the subscription was closed")
    void closedWhileDecoding() throws Exception {
        CountDownLatch decoding = new CountDownLatch(1);
        Codec holding = new Codec() {
            @Override
            public byte[] encode(Object value) {
                return TEXT.encode(value);
            }

            @Override
            public <T> T decode(byte[] bytes, TypeRef<T> type) {
                decoding.countDown();
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return TEXT.decode(bytes, type);
            }
        };
        ListenerSubscription<String> subscription = new ListenerSubscription<>(
                "news",
                TypeRef.of(String.class),
                TopicListener.of(events::add, () -> {}),
                CheckedCodec.of(holding),
                TopicCounters.create(),
                new TopicLog(System::nanoTime),
                closed -> {});
        subscription.message(MessageFormat.message("late".getBytes(StandardCharsets.UTF_8)));
        decoding.await();
        subscription.stop(); // the first step of close()
        letGo.countDown();
        subscription.close();
        threads.verify();
        assertThat(events).isEmpty();
    }

    @Test
    @DisplayName("tells of a gap after an Error between the queue and the listener")
    void errorBeforeDelivery() {
        AtomicInteger deliveries = new AtomicInteger();
        LongAdder failingOnce = new LongAdder() {
            @Override
            public void increment() {
                if (deliveries.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("thrown by a test");
                }
            }
        };
        LongAdder other = new LongAdder();
        TopicCounters counters = new TopicCounters(other, failingOnce, other, other, other, other);
        ListenerSubscription<String> subscription = new ListenerSubscription<>(
                "news",
                TypeRef.of(String.class),
                TopicListener.of(events::add, () -> events.add("(gap)")),
                CheckedCodec.of(TEXT),
                counters,
                new TopicLog(System::nanoTime),
                closed -> {});
        subscription.message(MessageFormat.message("lost".getBytes(StandardCharsets.UTF_8)));
        subscription.message(MessageFormat.message("next".getBytes(StandardCharsets.UTF_8)));
        Awaitility.await().atMost(PATIENT).until(() -> events.size() == 2);
        assertThat(events).containsExactly("(gap)", "next");
        subscription.close();
    }

    @Test
    @DisplayName("is refused where the store refuses, and nothing is left; the next one is made")
    void refused() {
        FaultyTransport transport = new FaultyTransport(number -> {
            if (number == 1) {
                throw new StoreRejectedException("thrown by a test", "NOPERM", null);
            }
        });
        SubscriptionRegistry registry = new SubscriptionRegistry(transport, PATIENT, new TopicLog(System::nanoTime));
        ListenerSubscription<String> first = subscription(registry);
        assertThatThrownBy(() -> registry.add(first)).isInstanceOf(StoreRejectedException.class);
        assertThat(registry.size()).isEqualTo(new SubscriptionRegistry.Size(0, 0));
        registry.add(subscription(registry));
        assertThat(transport.open()).isEqualTo(1);
        registry.close();
        assertThat(transport.open()).isZero();
    }

    @Test
    @DisplayName("shares one attempt to subscribe with all that are made at the same time")
    void concurrent() {
        CountDownLatch all = new CountDownLatch(4);
        FaultyTransport transport = new FaultyTransport(number -> {
            try {
                all.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        SubscriptionRegistry registry = new SubscriptionRegistry(transport, PATIENT, new TopicLog(System::nanoTime));
        List<CompletableFuture<Void>> calls = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> {
                            all.countDown();
                            registry.add(subscription(registry));
                        },
                        work -> new Thread(work).start()))
                .toList();
        calls.forEach(CompletableFuture::join);
        assertThat(transport.attempts()).isEqualTo(1);
        assertThat(registry.size()).isEqualTo(new SubscriptionRegistry.Size(1, 4));
        registry.close();
        assertThat(transport.open()).isZero();
    }

    @Test
    @DisplayName("is told of a gap at once if others share the subscription, whose connection is lost")
    void connectionLost() {
        FaultyTransport transport = new FaultyTransport(number -> {});
        SubscriptionRegistry registry = new SubscriptionRegistry(transport, PATIENT, new TopicLog(System::nanoTime));
        registry.add(subscription(registry));
        transport.lost = true;
        registry.add(subscription(registry));
        Awaitility.await().atMost(PATIENT).until(() -> !events.isEmpty());
        transport.lost = false;
        registry.add(subscription(registry));
        registry.close();
        assertThat(events).containsExactly("(gap)");
    }

    private ListenerSubscription<String> subscription(SubscriptionRegistry registry) {
        return new ListenerSubscription<>(
                "news",
                TypeRef.of(String.class),
                TopicListener.of(events::add, () -> events.add("(gap)")),
                CheckedCodec.of(TEXT),
                TopicCounters.create(),
                new TopicLog(System::nanoTime),
                registry::remove);
    }
}
