package io.redoubt.session;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.core.StoreFailures;
import java.time.Duration;
import java.util.UUID;

/**
 * Lease, stored in Redis, that lets one process at a time search for expired sessions. It only saves work: each session
 * is removed once, however many processes look for it. Thread-safe.
 */
final class SweeperLease {

    private final SessionOperations operations;
    private final SweepScripts scripts;
    private final Duration length;
    private final String token = UUID.randomUUID().toString();
    private volatile boolean isHeld;

    /** @param length how long the lease lasts unless it is prolonged */
    SweeperLease(SessionOperations operations, SweepScripts scripts, Duration length) {
        this.operations = operations;
        this.scripts = scripts;
        this.length = length;
    }

    /**
     * Takes the lease, or prolongs it. A process for which that has failed may have the lease, and does not sweep: if
     * the server is slow, all processes would sweep otherwise. It should call {@link #release}, so that another one can.
     *
     * @return whether this process has the lease; if not, another one has it
     * @throws RedoubtException if that is unknown, or refused
     */
    boolean take() {
        boolean wasHeld = isHeld;
        isHeld = true; // perhaps, until there is a reply
        try {
            boolean isTaken = operations.run(scripts.take(token, length));
            isHeld = isTaken;
            return isTaken;
        } catch (RedoubtException e) {
            isHeld = wasHeld || StoreFailures.mayHaveTakenEffect(e);
            throw e;
        }
    }

    /**
     * Gives the lease back, if this process may have it. Sends nothing otherwise.
     *
     * @param longest how long that may take
     * @throws RedoubtException if that has failed, and can be tried again; else the lease ends by itself
     */
    void release(Duration longest) {
        if (isHeld) {
            boolean unused = operations.within(longest).run(scripts.release(token));
            isHeld = false;
        }
    }
}
