package io.redoubt.tck.session;

import io.redoubt.api.session.SessionStore;

/**
 * Session store under test, together with the action that closes it.
 *
 * @param store the store
 * @param closing ends what runs in its background; idempotent
 */
public record SessionStoreUnderTest(SessionStore store, Runnable closing) implements AutoCloseable {

    @Override
    public void close() {
        closing.run();
    }
}
