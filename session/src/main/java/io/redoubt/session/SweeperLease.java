package io.redoubt.session;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import java.time.Duration;
import java.util.UUID;

/**
 * Lease on Redis by which one process at a time looks for expired sessions. It only saves work: each session is removed
 * once, however many processes look for it. Not thread-safe.
 */
final class SweeperLease {

    private final SessionOperations operations;
    private final SweepScripts scripts;
    private final Duration length;
    private final String token = UUID.randomUUID().toString();
    private boolean held;

    /** @param length how long the lease lasts unless it is prolonged */
    SweeperLease(SessionOperations operations, SweepScripts scripts, Duration length) {
        this.operations = operations;
        this.scripts = scripts;
        this.length = length;
    }

    /** Outcome of an attempt to take or prolong the lease. */
    enum Outcome {
        /** This process sweeps: it has the lease, or Redis did not answer, as if the lease's master alone is down. */
        MINE,
        /** Another process sweeps. */
        TAKEN,
        /** This process cannot have it, for example because Redis refuses it. */
        REFUSED
    }

    Outcome take() {
        try {
            held = operations.run(scripts.take(token, length));
            return held ? Outcome.MINE : Outcome.TAKEN;
        } catch (StoreUnavailableException e) {
            held = true; // perhaps
            return Outcome.MINE;
        } catch (RedoubtException e) {
            return Outcome.REFUSED;
        }
    }

    /**
     * Gives the lease back, if this process has it.
     *
     * @throws io.redoubt.api.RedoubtException if that has failed; the lease ends by itself then
     */
    void release() {
        if (held) {
            held = false;
            boolean unused = operations.run(scripts.release(token));
        }
    }
}
