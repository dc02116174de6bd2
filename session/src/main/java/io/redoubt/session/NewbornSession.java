package io.redoubt.session;

/** A session in its first millisecond. */
final class NewbornSession {

    private NewbornSession() {}

    static StoredSession of(Owner owner, Contents contents, SessionSettings settings, long now) {
        return new StoredSession(
                owner.userId(),
                now,
                now,
                settings.idleTimeout().toMillis(),
                now + settings.absoluteLifetime().toMillis(),
                1,
                contents);
    }
}
