package io.redoubt.session;

/** Factory that creates the stored form ({@link StoredSession}) of a new session. */
final class StoredSessionFactory {

    private StoredSessionFactory() {}

    static StoredSession create(SessionOwner owner, SessionData data, SessionSettings settings, long now) {
        return new StoredSession(
                owner.userId(),
                now,
                now,
                settings.idleTimeout().toMillis(),
                now + settings.absoluteLifetime().toMillis(),
                1,
                data);
    }
}
