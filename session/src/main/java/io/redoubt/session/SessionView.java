package io.redoubt.session;

import io.redoubt.api.TypeRef;
import io.redoubt.api.session.Session;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Immutable snapshot of a session's data, as read from Redis or from memory. Each attribute is decoded when it is
 * requested.
 */
final class SessionView implements Session {

    private final SessionId id;
    private final StoredSession stored;
    private final AttributeCodec codec;

    SessionView(SessionId id, StoredSession stored, AttributeCodec codec) {
        this.id = id;
        this.stored = stored;
        this.codec = codec;
    }

    @Override
    public String id() {
        return id.text();
    }

    @Override
    public String handle() {
        return id.hashed().handle();
    }

    @Override
    public Optional<String> userId() {
        return Optional.ofNullable(stored.userId());
    }

    @Override
    public Instant createdAt() {
        return Instant.ofEpochMilli(stored.created());
    }

    @Override
    public Instant lastUsedAt() {
        return Instant.ofEpochMilli(stored.lastUsed());
    }

    @Override
    public Instant expiresAt() {
        return Instant.ofEpochMilli(stored.expiry());
    }

    @Override
    public Instant absoluteExpiry() {
        return Instant.ofEpochMilli(stored.absoluteExpiry());
    }

    @Override
    public long version() {
        return stored.version();
    }

    @Override
    public Map<String, String> metadata() {
        return stored.payload().metadata();
    }

    @Override
    public Set<String> attributeNames() {
        return stored.payload().attributes().keySet();
    }

    @Override
    public <T> Optional<T> attribute(String name, TypeRef<T> type) {
        byte[] bytes = stored.payload().attributes().get(name);
        return bytes == null ? Optional.empty() : codec.decode(name, bytes, type);
    }

    /** Contains neither the id, which is a secret, nor the session's data, which belongs to a user. */
    @Override
    public String toString() {
        return "Session[created " + createdAt() + ", expires " + expiresAt() + ", version " + version() + "]";
    }
}
