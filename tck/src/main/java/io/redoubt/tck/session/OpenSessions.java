package io.redoubt.tck.session;

import io.redoubt.api.session.SessionStore;

/**
 * A store under test, and what ends it.
 *
 * @param store the store
 * @param closing ends what runs in its background
 */
public record OpenSessions(SessionStore store, Runnable closing) {}
