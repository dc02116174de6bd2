package io.redoubt.session;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.CodecException;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The sessions whose creation had no reply")
final class AbandonedSessionsTest {

    private final AtomicLong clock = new AtomicLong();
    private final List<HashedSessionId> ended = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private Invariant.Snapshot threads;

    @BeforeEach
    void before() {
        threads = ThreadLeaks.none().snapshot();
    }

    @AfterEach
    void after() {
        threads.verify();
    }

    private static HashedSessionId id(int number) {
        return new HashedSessionId("00", String.valueOf(number));
    }

    private void awaitEnded(HashedSessionId... ids) {
        Awaitility.await()
                .atMost(ofSeconds(30))
                .pollInterval(ofMillis(5))
                .untilAsserted(() -> assertThat(ended).containsExactlyInAnyOrder(ids));
    }

    @Test
    @DisplayName("are ended in their order, those of failed attempts again, also after an Error")
    void failures() {
        List<Throwable> failures = new ArrayList<>(List.of(
                new CodecException("as Redis might", null),
                new NoClassDefFoundError("as in a redeployed application")));
        try (AbandonedSessions sessions = new AbandonedSessions(
                id -> {
                    if (!failures.isEmpty()) {
                        Throwable failure = failures.remove(0);
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (RuntimeException) failure;
                    }
                    ended.add(id);
                },
                ofMinutes(1),
                clock::get)) {
            sessions.offer(id(1));
            sessions.offer(id(2));
            awaitEnded(id(1), id(2));
        }
    }

    @Test
    @DisplayName("are dropped if they have expired meanwhile, or if there are too many")
    void dropped() throws InterruptedException {
        try (AbandonedSessions sessions = new AbandonedSessions(this::slowly, ofMinutes(1), clock::get)) {
            sessions.offer(id(0));
            begun.await();
            sessions.offer(id(1));
            clock.set(ofSeconds(50).toNanos());
            for (int i = 2; i <= AbandonedSessions.CAPACITY + 1; i++) {
                sessions.offer(id(i));
            }
            clock.set(ofSeconds(70).toNanos());
            goOn.countDown();
            Awaitility.await().atMost(ofSeconds(30)).until(() -> ended.contains(id(AbandonedSessions.CAPACITY + 1)));
            assertThat(ended).startsWith(id(0), id(2), id(3)).doesNotContain(id(1));
        }
    }

    @Test
    @DisplayName("are dropped when it is closed, also while an attempt hangs")
    void close() throws InterruptedException {
        AbandonedSessions sessions = new AbandonedSessions(this::slowly, ofMinutes(1), clock::get);
        sessions.offer(id(1));
        begun.await();
        sessions.offer(id(2));
        sessions.close();
        sessions.offer(id(3));
        sessions.close();
        assertThat(ended).isEmpty();
    }

    private void slowly(HashedSessionId id) {
        begun.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodecException("interrupted", e);
        }
        ended.add(id);
    }
}
