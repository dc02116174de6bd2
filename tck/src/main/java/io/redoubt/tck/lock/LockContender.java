package io.redoubt.tck.lock;

import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.lock.LockTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Test client that competes with others for a few locks with short leases, and reports each acquisition that it
 * observes. It holds them for a moment, or longer than it may, and renews or extends them or not. Ends with an
 * exception of the locks only if they are wrong, not if the store is slow.
 */
public final class LockContender implements Runnable {

    /** The longest lease that a client asks for. */
    public static final Duration MAX_LEASE = Duration.ofMillis(400);

    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private final String client;
    private final LockProvider locks;
    private final List<String> names;
    private final BooleanSupplier goesOn;
    private final Random random;
    private final Consumer<LockAcquisition> seen;

    /**
     * A client that begins when it is run.
     *
     * @param goesOn asked before each acquisition whether there is to be one
     * @param seed of its choices
     * @param seen is told each acquisition when it begins and when it ends
     */
    public LockContender(
            String client,
            LockProvider locks,
            List<String> names,
            BooleanSupplier goesOn,
            long seed,
            Consumer<LockAcquisition> seen) {
        this.client = client;
        this.locks = locks;
        this.names = List.copyOf(names);
        this.goesOn = goesOn;
        this.random = new Random(seed);
        this.seen = seen;
    }

    @Override
    public void run() {
        while (goesOn.getAsBoolean()) {
            try {
                round();
            } catch (LockTimeoutException busy) {
                // Somebody else had it.
            } catch (StoreUnavailableException slow) {
                // The machine is busy; nothing was acquired, or it ends with its lease.
            }
        }
    }

    private void round() {
        Duration lease = Duration.ofMillis(random.nextLong(100, MAX_LEASE.toMillis()));
        LockOptions options = LockOptions.lease(lease).waitUpTo(MAX_WAIT);
        boolean renewed = random.nextInt(4) == 0;
        String name = names.get(random.nextInt(names.size()));
        long invoked = System.nanoTime();
        LockHandle lock = locks.acquire(name, renewed ? options.autoRenew() : options);
        long acknowledged = System.nanoTime();
        LockAcquisition acquisition = new LockAcquisition(
                client,
                name,
                lock.fencingToken(),
                invoked,
                acknowledged,
                validUntil(lock, acknowledged),
                LockAcquisition.NEVER);
        seen.accept(acquisition);
        hold(lock, lease);
        long valid = validUntil(lock, acquisition.validUntil());
        long released = System.nanoTime();
        lock.release();
        seen.accept(acquisition.until(valid, released));
    }

    private void hold(LockHandle lock, Duration lease) {
        int choice = random.nextInt(20);
        if (choice == 0) {
            // Longer than it may, unless it is renewed.
            park(lease.toNanos() * 5 / 4);
        } else if (choice < 4) {
            park(lease.toNanos() / 2);
            lock.extend(lease);
            park(lease.toNanos() / 2);
        } else {
            park(random.nextLong(TimeUnit.MILLISECONDS.toNanos(5)));
        }
    }

    /** The clock is read first: a pause between the two makes the time shorter than it is, never longer. */
    private static long validUntil(LockHandle lock, long otherwise) {
        long now = System.nanoTime();
        Duration remaining = lock.remaining();
        return remaining.isZero() ? otherwise : now + remaining.toNanos();
    }

    private static void park(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
