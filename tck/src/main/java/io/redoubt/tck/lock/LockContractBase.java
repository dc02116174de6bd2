package io.redoubt.tck.lock;

import static java.time.Duration.ofSeconds;

import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base class of the contract tests for locks, which provides a lock provider and threads for each test. */
abstract class LockContractBase {

    static final LockOptions LONG = LockOptions.lease(ofSeconds(30));

    /** More than a busy machine takes for anything, and less than a {@link #LONG} lease: what ends within this was ended. */
    static final Duration PATIENT = ofSeconds(20);

    private final List<LockProviderUnderTest> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Backend backend;
    private LockProvider locks;

    /** The backend for one test. */
    protected abstract Backend backend();

    /** Locks on it; called again for what stands for another process. */
    protected abstract LockProviderUnderTest open(Backend on);

    @BeforeEach
    void openLocks() {
        backend = backend();
        // The first call of a driver may take longer than the leases of some tests.
        if (backend instanceof RedisBackend redis) {
            redis.connect();
        }
        locks = another().provider();
        locks.forceRelease("warm");
    }

    @AfterEach
    void closeAll() throws InterruptedException {
        opened.forEach(LockProviderUnderTest::close);
        threads.shutdownNow();
        threads.awaitTermination(PATIENT.toSeconds(), TimeUnit.SECONDS);
        backend.close();
    }

    final LockProvider locks() {
        return locks;
    }

    final Backend on() {
        return backend;
    }

    /** The locks under test themselves, for tests that close them. */
    final LockProviderUnderTest first() {
        return opened.get(0);
    }

    /** More locks on the same backend. */
    final LockProviderUnderTest another() {
        return another(open(backend));
    }

    final LockProviderUnderTest another(LockProviderUnderTest more) {
        opened.add(more);
        return more;
    }

    /** A lease so short that an answer may take longer, on a machine that is busy; it is asked for again then. */
    static LockOptions brief(Duration lease) {
        return LockOptions.lease(lease).waitUpTo(PATIENT);
    }

    /** A lock with a brief lease that was extended before that was over. */
    final LockHandle extended(String name, Duration lease, Duration longer) {
        return inTime(() -> Optional.of(locks().acquire(name, brief(lease))).filter(lock -> lock.extend(longer)));
    }

    /** What an attempt gives; another one is made where the machine stood still for longer than a lease lasts. */
    static <T> T inTime(Callable<Optional<T>> attempt) {
        return eventually().until(attempt, Optional::isPresent).orElseThrow();
    }

    final <T> Future<T> meanwhile(Callable<T> work) {
        return threads.submit(work);
    }

    /** What the work gave. */
    static <T> T result(Future<T> work) throws Exception {
        return work.get(PATIENT.toSeconds(), TimeUnit.SECONDS);
    }

    static ConditionFactory eventually() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(PATIENT);
    }

    /** Waits until the thread waits for something. */
    static void awaitBlocked(Thread thread) {
        eventually()
                .until(() ->
                        thread.getState() == Thread.State.TIMED_WAITING || thread.getState() == Thread.State.WAITING);
    }
}
