package io.redoubt.lock;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.tck.lock.Acquisition;
import io.redoubt.tck.lock.Contention;
import io.redoubt.tck.lock.LockHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A checker that never complains shows nothing: here are locks with a mistake each, and it must find it. */
@DisplayName("The history of locks")
final class PlantedBugsTest {

    private static final List<String> NAMES = List.of("a", "b");
    private static final Duration SLOW = ofMillis(80);

    @Test
    @DisplayName("is clean, if they are right")
    void right() throws Exception {
        assertThat(fought(store()).complaints()).isEmpty();
    }

    @Test
    @DisplayName("shows a release that does not compare the owner")
    void noOwner() throws Exception {
        assertThat(fought(new ReleasesAnything(store())).complaints()).anyMatch(line -> line.startsWith("two holders"));
    }

    @Test
    @DisplayName("shows tokens that begin anew")
    void noFence() throws Exception {
        List<String> complaints = fought(new ForgetsTokens(store())).complaints();
        assertThat(complaints).anyMatch(line -> line.startsWith("token twice"));
        assertThat(complaints).anyMatch(line -> line.startsWith("token does not grow"));
        assertThat(complaints).anyMatch(line -> line.startsWith("later holder"));
    }

    @Test
    @DisplayName("shows a validity that is counted from the answer instead of the request")
    void fromTheAnswer() {
        assertThat(overstayed(System::nanoTime, () -> LockSupport.parkNanos(SLOW.toNanos()))
                        .complaints())
                .isEmpty();

        // A clock that does not see the way of the answer.
        AtomicLong unseen = new AtomicLong();
        LockHistory wrong = overstayed(() -> System.nanoTime() - unseen.get(), () -> {
            long begin = System.nanoTime();
            LockSupport.parkNanos(SLOW.toNanos());
            unseen.addAndGet(System.nanoTime() - begin);
        });
        assertThat(wrong.complaints()).anyMatch(line -> line.startsWith("two holders"));
    }

    /** What eight clients see who fight for two locks. */
    private static LockHistory fought(Leases leases) throws InterruptedException {
        LockHistory history = new LockHistory();
        Locks locks = Locks.on(leases, System::nanoTime);
        try {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                clients.add(new Thread(
                        new Contention("client-" + i, locks.provider(), NAMES, ofSeconds(1), 7 + i, history::record)));
            }
            clients.forEach(Thread::start);
            for (Thread client : clients) {
                client.join();
            }
        } finally {
            locks.close();
        }
        assertThat(history.size()).isGreaterThan(20);
        return history;
    }

    /** One client gets slow answers and keeps the lock longer than it may; another one gets it next, without delay. */
    private static LockHistory overstayed(LongSupplier clockOfTheSlow, Runnable way) {
        LockHistory history = new LockHistory();
        EmbeddedLeases store = store();
        Locks slow = Locks.on(new SlowAnswers(store, way), clockOfTheSlow);
        Locks fast = Locks.on(store, System::nanoTime);
        try {
            for (int i = 0; i < 3; i++) {
                String name = "a" + i;
                LockOptions options = LockOptions.lease(ofMillis(250)).waitUpTo(ofSeconds(5));
                acquire("slow", name, slow.provider(), options, history);
                acquire("fast", name, fast.provider(), options, history);
            }
        } finally {
            slow.close();
            fast.close();
        }
        return history;
    }

    private static void acquire(
            String client, String name, LockProvider locks, LockOptions options, LockHistory history) {
        long invoked = System.nanoTime();
        LockHandle lock = locks.acquire(name, options);
        long acknowledged = System.nanoTime();
        long validUntil = acknowledged + lock.remaining().toNanos();
        history.record(new Acquisition(
                client, name, lock.fencingToken(), invoked, acknowledged, validUntil, Acquisition.NEVER));
    }

    private static EmbeddedLeases store() {
        return new EmbeddedLeases(System::nanoTime, Instant.now());
    }
}
