package io.redoubt.lock;

import static io.redoubt.lock.Backends.PATIENT;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.tck.FakeClock;
import io.redoubt.tck.lock.Acquisition;
import io.redoubt.tck.lock.Contention;
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

/** A checker that never complains shows nothing: here are locks with a mistake each, and it must find it. */
@DisplayName("The history of locks")
final class PlantedBugsTest {

    private static final List<String> NAMES = List.of("a", "b");
    private static final Duration SKIRMISH = ofMillis(400);
    private static final Duration WAY = ofMillis(80);
    private static final Duration LEASE = ofMillis(250);

    @Test
    @DisplayName("is clean, if they are right")
    void right() throws Exception {
        LockHistory history = fought(store(), seen -> seen.size() > 30 && seen.overdue() > 0);
        assertThat(history.size()).isGreaterThan(30);
        assertThat(history.complaints()).isEmpty();
    }

    @Test
    @DisplayName("shows a release that does not compare the owner")
    void noOwner() throws Exception {
        mustShow(new ReleasesAnything(store()), "two holders");
    }

    @Test
    @DisplayName("shows tokens that begin anew")
    void noFence() throws Exception {
        mustShow(new ForgetsTokens(store()), "token twice", "token does not grow", "later holder");
    }

    @Test
    @DisplayName("shows a validity that is counted from the answer instead of the request")
    void fromTheAnswer() {
        FakeClock clock = FakeClock.startingAt(0);
        assertThat(overstayed(clock, clock, () -> clock.advance(WAY)).complaints())
                .isEmpty();

        // A clock that does not see the way of the answer.
        AtomicLong unseen = new AtomicLong();
        LockHistory wrong = overstayed(clock, () -> clock.getAsLong() - unseen.get(), () -> {
            clock.advance(WAY);
            unseen.addAndGet(WAY.toNanos());
        });
        assertThat(wrong.complaints()).anyMatch(line -> line.startsWith("two holders"));
    }

    private static void mustShow(Leases leases, String... complaints) throws InterruptedException {
        List<String> found = fought(leases, seen -> shows(seen, complaints)).complaints();
        assertThat(complaints).allSatisfy(wanted -> assertThat(found).anyMatch(line -> line.startsWith(wanted)));
    }

    private static boolean shows(LockHistory history, String... complaints) {
        List<String> all = history.complaints();
        return Arrays.stream(complaints).allMatch(wanted -> all.stream().anyMatch(line -> line.startsWith(wanted)));
    }

    /** What eight clients see who fight for two locks, again and again until that is enough. */
    private static LockHistory fought(Leases leases, Predicate<LockHistory> enough) throws InterruptedException {
        LockHistory history = new LockHistory();
        Locks locks = Locks.on(leases, System::nanoTime);
        long begin = System.nanoTime();
        try {
            for (int seed = 7; !enough.test(history) && System.nanoTime() - begin < PATIENT.toNanos(); seed += 8) {
                skirmish(locks.provider(), seed, history);
            }
        } finally {
            locks.close();
        }
        return history;
    }

    private static void skirmish(LockProvider locks, int seed, LockHistory history) throws InterruptedException {
        long end = System.nanoTime() + SKIRMISH.toNanos();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            clients.add(new Thread(new Contention(
                    "client-" + i, locks, NAMES, () -> System.nanoTime() - end < 0, seed + i, history::record)));
        }
        clients.forEach(Thread::start);
        for (Thread client : clients) {
            client.join();
        }
    }

    /** One client gets slow answers and keeps the lock longer than it may; another one gets it next, without delay. */
    private static LockHistory overstayed(FakeClock clock, LongSupplier clockOfTheSlow, Runnable way) {
        LockHistory history = new LockHistory();
        EmbeddedLeases store = new EmbeddedLeases(clock, Instant.now());
        Locks slow = Locks.on(new SlowAnswers(store, way), clockOfTheSlow);
        Locks fast = Locks.on(store, clock);
        try {
            acquire("slow", slow.provider(), clock, history);
            clock.advance(LEASE.minus(WAY));
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
        history.record(new Acquisition(
                client, "a", lock.fencingToken(), invoked, acknowledged, validUntil, Acquisition.NEVER));
    }

    private static EmbeddedLeases store() {
        return new EmbeddedLeases(System::nanoTime, Instant.now());
    }
}
