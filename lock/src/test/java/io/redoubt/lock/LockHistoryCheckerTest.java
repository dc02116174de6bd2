package io.redoubt.lock;

import static io.redoubt.lock.Backends.PATIENT;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.tck.FakeClock;
import io.redoubt.tck.lock.LockAcquisition;
import io.redoubt.tck.lock.LockContender;
import io.redoubt.tck.lock.LockHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of the checker of lock histories: it must detect the fault of each deliberately wrong lock implementation. */
@DisplayName("The history of locks")
final class LockHistoryCheckerTest {

    private static final List<String> NAMES = List.of("a", "b");
    private static final Duration ROUND = ofMillis(400);
    private static final Duration REPLY_DELAY = ofMillis(80);
    private static final Duration LEASE = ofMillis(250);

    @Test
    @DisplayName("is clean, if they are right")
    void right() throws Exception {
        LockHistory history = historyOf(store(), seen -> seen.size() > 30 && seen.overdue() > 0);
        assertThat(history.size()).isGreaterThan(30);
        assertThat(history.complaints()).isEmpty();
    }

    @Test
    @DisplayName("shows a release that does not compare the owner")
    void noOwner() throws Exception {
        mustShow(new OwnerIgnoringLockStore(store()), "two holders");
    }

    @Test
    @DisplayName("shows tokens that begin anew")
    void noFence() throws Exception {
        mustShow(new TokenResettingLockStore(store()), "token twice", "token does not grow", "later holder");
    }

    @Test
    @DisplayName("shows a validity that is counted from the answer instead of the request")
    void fromTheAnswer() {
        FakeClock clock = FakeClock.startingAt(0);
        assertThat(historyWithSlowReplies(clock, clock, () -> clock.advance(REPLY_DELAY))
                        .complaints())
                .isEmpty();

        // A clock that does not advance while the reply is on its way.
        AtomicLong unseen = new AtomicLong();
        LockHistory wrong = historyWithSlowReplies(clock, () -> clock.getAsLong() - unseen.get(), () -> {
            clock.advance(REPLY_DELAY);
            unseen.addAndGet(REPLY_DELAY.toNanos());
        });
        assertThat(wrong.complaints()).anyMatch(line -> line.startsWith("two holders"));
    }

    private static void mustShow(LockStore store, String... complaints) throws InterruptedException {
        List<String> found = historyOf(store, seen -> shows(seen, complaints)).complaints();
        assertThat(complaints).allSatisfy(wanted -> assertThat(found).anyMatch(line -> line.startsWith(wanted)));
    }

    private static boolean shows(LockHistory history, String... complaints) {
        List<String> all = history.complaints();
        return Arrays.stream(complaints).allMatch(wanted -> all.stream().anyMatch(line -> line.startsWith(wanted)));
    }

    /** Returns the history of eight clients that compete for two locks, in rounds until the condition is met. */
    private static LockHistory historyOf(LockStore store, Predicate<LockHistory> enough) throws InterruptedException {
        LockHistory history = new LockHistory();
        LockProviderFactory locks = LockProviderFactory.on(store, System::nanoTime);
        long begin = System.nanoTime();
        try {
            for (int seed = 7; !enough.test(history) && System.nanoTime() - begin < PATIENT.toNanos(); seed += 8) {
                contend(locks.provider(), seed, history);
            }
        } finally {
            locks.close();
        }
        return history;
    }

    private static void contend(LockProvider locks, int seed, LockHistory history) throws InterruptedException {
        long end = System.nanoTime() + ROUND.toNanos();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            clients.add(new Thread(new LockContender(
                    "client-" + i, locks, NAMES, () -> System.nanoTime() - end < 0, seed + i, history::record)));
        }
        clients.forEach(Thread::start);
        for (Thread client : clients) {
            client.join();
        }
    }

    /**
     * Returns the history of two clients: the first gets slow replies and keeps the lock too long, the second
     * acquires it next and gets its reply without delay.
     */
    private static LockHistory historyWithSlowReplies(FakeClock clock, LongSupplier slowClock, Runnable replyDelay) {
        LockHistory history = new LockHistory();
        EmbeddedLockStore store = new EmbeddedLockStore(EmbeddedStoreContext.of(clock, Instant.now()));
        LockProviderFactory slow = LockProviderFactory.on(new SlowLockStore(store, replyDelay), slowClock);
        LockProviderFactory fast = LockProviderFactory.on(store, clock);
        try {
            acquire("slow", slow.provider(), clock, history);
            clock.advance(LEASE.minus(REPLY_DELAY));
            acquire("fast", fast.provider(), clock, history);
        } finally {
            slow.close();
            fast.close();
        }
        return history;
    }

    private static void acquire(String client, LockProvider locks, FakeClock clock, LockHistory history) {
        long invoked = clock.getAsLong();
        LockHandle lock = locks.acquire("a", LockOptions.lease(LEASE));
        long acknowledged = clock.getAsLong();
        long validUntil = acknowledged + lock.remaining().toNanos();
        history.record(new LockAcquisition(
                client, "a", lock.fencingToken(), invoked, acknowledged, validUntil, LockAcquisition.NEVER));
    }

    private static EmbeddedLockStore store() {
        return new EmbeddedLockStore(EmbeddedStoreContext.of(System::nanoTime, Instant.now()));
    }
}
