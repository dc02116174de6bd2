package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.support.DaemonThreads;
import io.redoubt.redis.core.support.DecorrelatedJitter;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.PushMessageListener;
import io.redoubt.redis.spi.PushSubscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A link that is opened again after a loss")
final class ReconnectingPushConnectionTest {

    private static final byte[] CHANNEL = "news".getBytes(StandardCharsets.UTF_8);
    private static final Duration SHORT = Duration.ofMillis(1);

    /** How many times there is no memory for the thread of the timer. */
    private final AtomicInteger missingTimers = new AtomicInteger();
    /** Whether the next call of {@code restored()} throws an error. */
    private volatile boolean isRestoringFailing;
    /** Which notice of a failure finds no memory to look for another server. */
    private final AtomicInteger noticesUntilFailure = new AtomicInteger();

    private final DriverContext context = new DriverContext(
            RedisSettings.builder()
                    .reconnect(new ReconnectSettings(SHORT, SHORT, SHORT, ReconnectSettings.UNLIMITED))
                    .build(),
            System::nanoTime,
            new BackgroundScheduler(this::newTimer, DaemonThreads.numbered("reconnecting-test-")),
            new ConnectionEventDispatcher(event -> {}, System::nanoTime),
            new DriverCounters());
    private final FakeNodeClient client = new FakeNodeClient();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<PushMessageListener> sinks = new LinkedBlockingQueue<>();
    private final ServerHandle server = ServerHandle.of(listener -> client, context, down -> {});
    private final ReconnectingPushConnection connection = new ReconnectingPushConnection(
            new ReconnectingPushConnection.ServerLocator() {
                @Override
                public ServerHandle locate(Deadline deadline) {
                    return server;
                }

                @Override
                public void connectionFailed() {
                    if (noticesUntilFailure.decrementAndGet() == 0) {
                        throw new OutOfMemoryError("planted");
                    }
                }
            },
            new PushSubscription.Messages(List.of(PubSubChannel.global(CHANNEL))),
            new ReconnectingPushConnection.Listener() {
                @Override
                public void message(byte[] channel, byte[] payload) {
                    events.add(new String(payload, StandardCharsets.UTF_8));
                }

                @Override
                public void lost() {
                    events.add("(lost)");
                }

                @Override
                public void restored() {
                    if (isRestoringFailing) {
                        isRestoringFailing = false;
                        throw new OutOfMemoryError("planted");
                    }
                    events.add("(restored)");
                }
            },
            context);

    private Thread newTimer(Runnable work) {
        if (missingTimers.getAndDecrement() > 0) {
            throw new OutOfMemoryError("planted");
        }
        return DaemonThreads.named("reconnecting-test").newThread(work);
    }

    @AfterEach
    void close() {
        connection.close();
        context.scheduler().close();
        context.events().close();
    }

    @Test
    @DisplayName("is opened again also after an error in between")
    void error() throws Exception {
        onNextSubscription(sink -> {});
        client.subscriptions.add(sink -> {
            throw new NoClassDefFoundError("planted");
        });
        onNextSubscription(sink -> {});
        connection.open(longDeadline());

        sinks.take().ended(lost());

        assertThat(events(2)).containsExactly("(lost)", "(restored)");
    }

    @Test
    @DisplayName("is opened again with a later call if there was no memory to plan it")
    void noMemory() throws Exception {
        onNextSubscription(sink -> {});
        onNextSubscription(sink -> {});
        connection.open(longDeadline());
        missingTimers.set(2);

        sinks.take().ended(lost());
        context.scheduler().scheduleKept();
        assertThat(missingTimers).hasValue(0);
        assertThat(events(1)).containsExactly("(lost)");

        context.scheduler().scheduleKept();
        assertThat(events(1)).containsExactly("(restored)");
    }

    @Test
    @DisplayName("is opened again also after an attempt failed and there was no memory to look for another server")
    void noticeFails() throws Exception {
        onNextSubscription(sink -> {});
        client.subscriptions.add(sink -> {
            throw lost();
        });
        onNextSubscription(sink -> {});
        connection.open(longDeadline());
        noticesUntilFailure.set(2); // after the loss, and after the attempt

        sinks.take().ended(lost());

        assertThat(events(2)).containsExactly("(lost)", "(restored)");
        assertThat(noticesUntilFailure).hasValue(0);
    }

    @Test
    @DisplayName("leaves no connection behind whose opening the listener could not be told")
    void restoringFails() throws Exception {
        for (int i = 0; i < 3; i++) {
            onNextSubscription(sink -> {});
        }
        connection.open(longDeadline());
        isRestoringFailing = true;

        sinks.take().ended(lost());

        assertThat(events(2)).containsExactly("(lost)", "(restored)");
        assertThat(client.closedSubscriptions).hasValue(1);
    }

    @Test
    @DisplayName("waits never longer than while callers arrive, nor shorter than the shortest pause")
    void pauses() {
        Duration shortest = ReconnectSettings.forEver().shortest();
        DecorrelatedJitter pauses = ReconnectingPushConnection.reconnectPauses(ReconnectSettings.forEver());
        DecorrelatedJitter minimal = ReconnectingPushConnection.reconnectPauses(
                new ReconnectSettings(shortest, Duration.ofSeconds(10), Duration.ofMillis(1), 1));
        for (int i = 0; i < 1_000; i++) {
            assertThat(pauses.next())
                    .isBetween(shortest, ReconnectSettings.forEver().whileCalled());
            assertThat(minimal.next()).isEqualTo(shortest);
        }
    }

    @Test
    @DisplayName("tells so before the messages that came while the server still confirmed")
    void earlyMessages() throws Exception {
        onNextSubscription(sink -> {});
        onNextSubscription(sink -> {
            sendMessage(sink, "early");
            sendMessage(sink, "also early");
        });
        connection.open(longDeadline());
        PushMessageListener first = sinks.take();
        sendMessage(first, "before");

        first.ended(lost());

        assertThat(events(5)).containsExactly("before", "(lost)", "(restored)", "early", "also early");
        sendMessage(sinks.take(), "later");
        assertThat(events(1)).containsExactly("later");
    }

    @Test
    @DisplayName("tells so, and the messages, before the next loss, though that came while the server still confirmed")
    void earlyLoss() throws Exception {
        onNextSubscription(sink -> {});
        onNextSubscription(sink -> {
            sendMessage(sink, "early");
            sink.ended(lost());
        });
        onNextSubscription(sink -> {});
        connection.open(longDeadline());

        sinks.take().ended(lost());

        assertThat(events(5)).containsExactly("(lost)", "(restored)", "early", "(lost)", "(restored)");
    }

    @Test
    @DisplayName("counts early messages as missed where they are too many to be kept")
    void tooManyEarly() throws Exception {
        onNextSubscription(sink -> {});
        onNextSubscription(sink -> {
            for (int i = 0; i < ReconnectingPushConnection.MAX_BUFFERED_MESSAGES + 2; i++) {
                sendMessage(sink, "early");
            }
        });
        connection.open(longDeadline());

        sinks.take().ended(lost());

        assertThat(events(2)).containsExactly("(lost)", "(restored)");
        sendMessage(sinks.take(), "later");
        assertThat(events(1)).containsExactly("later");
    }

    @Test
    @DisplayName("passes on at once what comes while it is opened for the first time, which is no gap")
    void firstTime() {
        onNextSubscription(sink -> {
            sendMessage(sink, "early");
            assertThat(events).containsExactly("early");
        });
        connection.open(longDeadline());
        assertThat(events).containsExactly("early");
    }

    @Test
    @DisplayName("tells nothing more once it was closed, though it was just being opened")
    void closedMeanwhile() throws Exception {
        onNextSubscription(sink -> {});
        onNextSubscription(sink -> {
            sendMessage(sink, "early");
            connection.close();
        });
        connection.open(longDeadline());

        sinks.take().ended(lost());
        sinks.take();
        context.scheduler().close();

        assertThat(events).containsExactly("(lost)");
    }

    /**
     * Confirms the next requested subscription after the given action, which may send messages before the
     * confirmation.
     */
    private void onNextSubscription(Consumer<PushMessageListener> before) {
        client.subscriptions.add(sink -> {
            before.accept(sink);
            sinks.add(sink);
        });
    }

    private List<String> events(int count) throws InterruptedException {
        List<String> next = new ArrayList<>();
        while (next.size() < count) {
            String event = events.poll(30, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("nothing more than " + next);
            }
            next.add(event);
        }
        return next;
    }

    private static void sendMessage(PushMessageListener sink, String message) {
        sink.message(CHANNEL, message.getBytes(StandardCharsets.UTF_8));
    }

    private static DriverException lost() {
        return DriverException.outcomeUnknown(Kind.CONNECTION_LOST, "lost", null);
    }

    private static Deadline longDeadline() {
        return Deadline.after(Duration.ofSeconds(30), System::nanoTime);
    }
}
