package io.redoubt.tck.lock;

import io.redoubt.api.lock.LockProvider;

/**
 * Lock provider under test, together with the action that closes it.
 *
 * @param closing what closes them; idempotent
 */
public record LockProviderUnderTest(LockProvider provider, Runnable closing) implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}
