package io.redoubt.tck.lock;

import io.redoubt.api.lock.LockProvider;

/**
 * Locks under test, and how to close them.
 *
 * @param closing what closes them; idempotent
 */
public record OpenLocks(LockProvider provider, Runnable closing) implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}
