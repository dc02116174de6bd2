package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.TypeRef;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Subscription;
import io.redoubt.redis.core.driver.SubscriptionListener;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.backend.RedisBackend;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Comparison of the events that scripts publish with those of the in-memory repository. Expiries are compared apart,
 * since the sweep publishes them at other times.
 */
final class DifferentialEvents implements AutoCloseable {

    private static final CallOptions OPTIONS = CallOptions.within(Duration.ofSeconds(30));
    private static final String HEADER = "~M1\n";
    private static final String GAP = "gap";

    private final RedisBackend redis;
    private final String channel;
    private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final List<SessionEvent> ofTwin = new ArrayList<>();
    private final List<String> expiredOfTwin = new ArrayList<>();
    private final List<String> expiredOfScripts = new ArrayList<>();
    private boolean isComplete = true;
    private final Subscription subscription;

    DifferentialEvents(RedisBackend redis) {
        this.redis = redis;
        this.channel = redis.prefix() + "events";
        this.subscription = redis.driver()
                .subscribe(
                        List.of(PubSubChannel.global(SessionKeys.utf8(channel))),
                        new SubscriptionListener() {
                            @Override
                            public void onMessage(byte[] source, byte[] message) {
                                received.add(new String(message, StandardCharsets.UTF_8));
                            }

                            @Override
                            public void onGap() {
                                received.add(GAP);
                            }
                        },
                        OPTIONS);
    }

    String channel() {
        return channel;
    }

    void ofTwin(SessionEvent event) {
        if (event.type() == SessionEvent.Type.EXPIRED) {
            expiredOfTwin.add(expiry(event));
        } else {
            ofTwin.add(event);
        }
    }

    private static String expiry(SessionEvent event) {
        assertThat(event.previousHandle()).isNull();
        assertThat(event.reason()).isNull();
        return event.handle() + " of " + event.userId();
    }

    /** Compares all expiries so far. */
    void compareExpiries() {
        if (isComplete) {
            assertThat(expiredOfScripts).containsExactlyInAnyOrderElementsOf(expiredOfTwin);
        }
    }

    /** Compares the events since the last comparison, unless the connection was lost meanwhile. */
    void compare(int number) {
        String mark = "mark " + number;
        Reply unused = redis.driver()
                .execute(Command.keyed("PUBLISH", SessionKeys.utf8(channel), SessionKeys.utf8(mark)), OPTIONS);
        boolean isPartComplete = true;
        List<SessionEvent> published = new ArrayList<>();
        String message = next();
        while (!message.equals(mark)) {
            if (message.equals(GAP)) {
                isPartComplete = false;
            } else {
                published.add(decode(message));
            }
            message = next();
        }
        isComplete &= isPartComplete;
        published.stream()
                .filter(event -> event.type() == SessionEvent.Type.EXPIRED)
                .forEach(event -> expiredOfScripts.add(expiry(event)));
        published.removeIf(event -> event.type() == SessionEvent.Type.EXPIRED);
        if (isPartComplete) {
            assertThat(ordered(published))
                    .as("the events until operation %d", number)
                    .isEqualTo(ordered(ofTwin));
        }
        ofTwin.clear();
    }

    private String next() {
        try {
            String message = received.poll(30, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("the mark has not been received");
            }
            return message;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static SessionEvent decode(String message) {
        assertThat(message).startsWith(HEADER);
        return SessionEventCodec.create()
                .decode(SessionKeys.utf8(message.substring(HEADER.length())), TypeRef.of(SessionEvent.class));
    }

    /** Returns the events with those of one call for several sessions in the order of their handles. */
    private static List<SessionEvent> ordered(List<SessionEvent> events) {
        List<SessionEvent> ordered = new ArrayList<>();
        List<SessionEvent> together = new ArrayList<>();
        for (SessionEvent event : events) {
            if (!together.isEmpty()
                    && (event.type() != SessionEvent.Type.DESTROYED
                            || !event.time().equals(together.get(0).time()))) {
                flush(together, ordered);
            }
            if (event.type() == SessionEvent.Type.DESTROYED) {
                together.add(event);
            } else {
                ordered.add(event);
            }
        }
        flush(together, ordered);
        return ordered;
    }

    private static void flush(List<SessionEvent> together, List<SessionEvent> ordered) {
        together.sort(Comparator.comparing(SessionEvent::handle));
        ordered.addAll(together);
        together.clear();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
