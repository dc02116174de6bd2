package io.redoubt.session;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.CodecException;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.embedded.MonotonicClock;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.tck.log.CapturedLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The sessions whose creation had no reply")
final class AbandonedSessionsTest {

    private static final Duration TIMEOUT = ofSeconds(1);
    private static final Duration LONG = ofDays(30);

    private final AtomicLong clock = new AtomicLong();

    /** Number of times that the thread has read the clock. */
    private final AtomicInteger looks = new AtomicInteger();

    private final List<HashedSessionId> ended = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger others = new AtomicInteger(1_000);
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
        return id("00", number);
    }

    private static HashedSessionId id(String bucket, int number) {
        return new HashedSessionId(bucket, String.valueOf(number));
    }

    private static SessionSettings settings(Duration idle) {
        return new SessionSettings(JsonCodec.create(), "", idle, ofDays(60), 5, SessionOverflowPolicy.REJECT);
    }

    private AbandonedSessions open(Predicate<HashedSessionId> end) {
        return open(end, LONG);
    }

    private AbandonedSessions open(Predicate<HashedSessionId> end, Duration idle) {
        return new AbandonedSessions(end, settings(idle), TIMEOUT, this::readClock);
    }

    private long readClock() {
        if (Thread.currentThread().getName().equals(AbandonedSessions.THREAD)) {
            looks.incrementAndGet();
        }
        return clock.get();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static void eventually(Callable<Boolean> condition) {
        Awaitility.await().atMost(ofSeconds(30)).pollInterval(ofMillis(5)).until(condition);
    }

    private void awaitEnded(HashedSessionId... ids) {
        eventually(() -> ended.containsAll(List.of(ids)));
    }

    /** Wakes the thread by other sessions, several times, and waits until it has looked what is to be done. */
    private void wake(AbandonedSessions sessions) {
        for (int i = 0; i < 5; i++) {
            int before = looks.get();
            sessions.offer(id(others.incrementAndGet()));
            eventually(() -> looks.get() > before);
        }
    }

    private boolean end(HashedSessionId id) {
        ended.add(id);
        return true;
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new CodecException("as Redis might", null),
                new IllegalStateException("as nobody expects"),
                new NoClassDefFoundError("as in a redeployed application"));
    }

    private static void fail(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    @ParameterizedTest
    @MethodSource("failures")
    @DisplayName("are tried again after pauses, which no wake shortens, with one line in the log; whatever an attempt"
            + " throws")
    void pauses(Throwable failure) {
        AtomicBoolean isDown = new AtomicBoolean(true);
        AtomicInteger attempts = new AtomicInteger();
        try (CapturedLog log = CapturedLog.of(AbandonedSessions.class.getName());
                AbandonedSessions sessions = open(id -> {
                    attempts.incrementAndGet();
                    if (isDown.get()) {
                        fail(failure);
                    }
                    return end(id);
                })) {
            CapturedLog.Excerpt since = log.fromHere();
            sessions.offer(id(1));
            for (int attempt = 1; attempt <= 3; attempt++) {
                int number = attempt;
                eventually(() -> attempts.get() == number);
                pass(AbandonedSessions.SHORTEST_PAUSE.minusMillis(1));
                wake(sessions);
                assertThat(attempts).hasValue(attempt);
                pass(AbandonedSessions.LONGEST_PAUSE);
                sessions.offer(id(others.incrementAndGet()));
            }
            eventually(() -> attempts.get() == 4);
            isDown.set(false);
            sessions.offer(id(2));
            eventually(() -> {
                pass(AbandonedSessions.LONGEST_PAUSE);
                sessions.offer(id(others.incrementAndGet()));
                return ended.containsAll(List.of(id(1), id(2)));
            });
            assertThat(since.count("WARN", List.of("")) + since.count("ERROR", List.of("")))
                    .isOne();
            assertThat(since.count("INFO", List.of("works again"))).isOne();
        }
    }

    @Test
    @DisplayName("do not wait for one that cannot be ended")
    void oneFails() {
        try (AbandonedSessions sessions = open(id -> {
            if (id.equals(id(1))) {
                throw new CodecException("its server is down", null);
            }
            return end(id);
        })) {
            sessions.offer(id(1));
            sessions.offer(id(2));
            sessions.offer(id(3));
            eventually(() -> {
                pass(AbandonedSessions.LONGEST_PAUSE);
                sessions.offer(id(others.incrementAndGet()));
                return ended.contains(id(2)) && ended.contains(id(3));
            });
            assertThat(ended).doesNotContain(id(1));
        }
    }

    @Test
    @DisplayName("are looked for again where there was none, also minutes later, when the creation may still arrive")
    void laterLooks() {
        List<HashedSessionId> attempts = new CopyOnWriteArrayList<>();
        try (AbandonedSessions sessions = open(id -> {
            attempts.add(id);
            return !id.equals(id(1)) && end(id);
        })) {
            sessions.offer(id(1));
            int looks = 0;
            for (Duration next : List.of(TIMEOUT, AbandonedSessions.THIRD_LOOK, AbandonedSessions.LAST_LOOK)) {
                awaitLooks(sessions, attempts, ++looks);
                pass(next.minusNanos(1));
                awaitLooks(sessions, attempts, looks);
                pass(ofNanos(1));
                wake(sessions);
            }
            awaitLooks(sessions, attempts, ++looks);
            pass(AbandonedSessions.LAST_LOOK.multipliedBy(2));
            awaitLooks(sessions, attempts, looks);
        }
    }

    /** Waits until the first session was looked for so many times, and no more when another one is ended after it. */
    private void awaitLooks(AbandonedSessions sessions, List<HashedSessionId> attempts, int looks) {
        eventually(() -> attempts.stream().filter(id(1)::equals).count() == looks);
        HashedSessionId next = id(others.incrementAndGet());
        sessions.offer(next);
        awaitEnded(next);
        assertThat(attempts).filteredOn(id(1)::equals).hasSize(looks);
    }

    @Test
    @DisplayName("do not wait for those of other buckets, whose server may be another one")
    void otherBuckets() {
        AtomicInteger attempts = new AtomicInteger();
        try (AbandonedSessions sessions = open(id -> {
            if (id.bucket().equals("01")) {
                attempts.incrementAndGet();
                throw new CodecException("its server is down", null);
            }
            return end(id);
        })) {
            for (int i = 0; i < 100; i++) {
                sessions.offer(id("01", i));
            }
            sessions.offer(id(1));
            sessions.offer(id("02", 2));
            awaitEnded(id(1), id("02", 2));
            assertThat(attempts).hasValue(1);
            pass(AbandonedSessions.LONGEST_PAUSE);
            sessions.offer(id(3));
            awaitEnded(id(3));
            eventually(() -> attempts.get() == 2);
        }
    }

    @Test
    @DisplayName("have a line in the log for a later outage if the first one has outlived them")
    void laterOutage() {
        AtomicInteger attempts = new AtomicInteger();
        try (CapturedLog log = CapturedLog.of(AbandonedSessions.class.getName());
                AbandonedSessions sessions = open(
                        id -> {
                            attempts.incrementAndGet();
                            throw new CodecException("its server is down", null);
                        },
                        ofSeconds(60))) {
            CapturedLog.Excerpt since = log.fromHere();
            sessions.offer(id(1));
            eventually(() -> attempts.get() == 1);
            pass(ofMinutes(2)); // it has expired
            // Until the first one is left out: what wakes the thread may come before that.
            eventually(() -> {
                sessions.offer(id(others.incrementAndGet()));
                pass(ofMinutes(2));
                return since.count("WARN", List.of("")) == 2;
            });
            assertThat(since.count("INFO", List.of(""))).isZero();
        }
    }

    @Test
    @DisplayName("are dropped when they have expired meanwhile, as late as a session may expire")
    void expired() throws InterruptedException {
        // Such a session lives for 66 seconds, and its creation may have taken one.
        try (AbandonedSessions sessions = open(this::slowly, ofSeconds(60))) {
            sessions.offer(id(0));
            begun.await();
            sessions.offer(id(1));
            pass(ofSeconds(1));
            sessions.offer(id(2));
            pass(ofMillis(66_500));
            goOn.countDown();
            awaitEnded(id(2));
            assertThat(ended).containsExactly(id(0), id(2));
        }
    }

    @Test
    @DisplayName("are dropped if there are too many, first what was offered or tried longest ago")
    void tooMany() throws InterruptedException {
        try (AbandonedSessions sessions = open(this::slowly)) {
            sessions.offer(id(0));
            begun.await();
            for (int i = 1; i <= AbandonedSessions.CAPACITY + 1; i++) {
                sessions.offer(id(i));
            }
            goOn.countDown();
            awaitEnded(id(AbandonedSessions.CAPACITY + 1));
            assertThat(ended).startsWith(id(0), id(2), id(3)).doesNotContain(id(1));
        }
    }

    @Test
    @DisplayName("leave the caller its exception where there is no memory for them, and are ended after the next one")
    void noMemory() {
        AtomicInteger starts = new AtomicInteger();
        MonotonicClock threadClock = new MonotonicClock() {
            @Override
            public long getAsLong() {
                return System.nanoTime();
            }

            @Override
            public void announce(Thread thread) {
                if (starts.incrementAndGet() == 1) {
                    throw new InternalError("as without memory for a thread");
                }
            }
        };
        try (AbandonedSessions sessions =
                new AbandonedSessions(this::end, settings(LONG), TIMEOUT, this::readClock, threadClock)) {
            sessions.offer(id(1));
            assertThat(starts).hasValue(1);
            sessions.offer(id(2));
            awaitEnded(id(1), id(2));
        }
    }

    @Test
    @DisplayName("are dropped when it is closed, also while an attempt hangs")
    void close() throws InterruptedException {
        AbandonedSessions sessions = open(this::slowly);
        sessions.offer(id(1));
        begun.await();
        sessions.offer(id(2));
        sessions.close();
        sessions.offer(id(3));
        sessions.close();
        assertThat(ended).isEmpty();
    }

    private boolean slowly(HashedSessionId id) {
        begun.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodecException("interrupted", e);
        }
        return end(id);
    }
}
