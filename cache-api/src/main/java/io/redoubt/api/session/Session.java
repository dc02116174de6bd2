package io.redoubt.api.session;

import io.redoubt.api.TypeRef;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Snapshot of a user session, taken when the session was created or read. Immutable, thread-safe; times are those of
 * the store's clock.
 *
 * <p>{@code toString()} does not show the id.
 */
public interface Session {

    /** Name of the metadata text that holds the character of this session. */
    String CHARACTER_ID = "characterId";

    /** Returns the id: the secret by which the session is found. */
    String id();

    /**
     * Returns what identifies this session in the lists of its user: the {@link SessionInfo#handle} of its entry, for
     * example to mark "this device". Not a secret, and not usable to find the session. Rotation changes it.
     */
    String handle();

    /** Returns the id of the user; empty for an anonymous session. */
    Optional<String> userId();

    /** Returns when the session was created, or its user has logged in; rotation does not change this time. */
    Instant createdAt();

    /** Returns when the session was last used, as far as that was written. */
    Instant lastUsedAt();

    /** Returns when the session ends if it is not used before. */
    Instant expiresAt();

    /** Returns when the session ends at the latest. */
    Instant absoluteExpiry();

    /** Returns the version: the number of changes of attributes and metadata; starts at 1. */
    long version();

    /** Returns the metadata: text about the session, such as address, user agent, character. */
    Map<String, String> metadata();

    /** Returns the client that the metadata describes; text that {@link ClientDetails} refuses counts as absent. */
    default ClientDetails client() {
        return ClientDetails.of(metadata());
    }

    /** Returns the character that the user plays in this session. */
    default Optional<String> characterId() {
        return Optional.ofNullable(metadata().get(CHARACTER_ID));
    }

    /** Returns the names of the attributes; unmodifiable. */
    Set<String> attributeNames();

    /** Returns an attribute; empty if it does not exist, or cannot be decoded as this type. */
    default <T> Optional<T> attribute(String name, Class<T> type) {
        return attribute(name, TypeRef.of(type));
    }

    /** Returns an attribute of a type with type arguments. */
    <T> Optional<T> attribute(String name, TypeRef<T> type);
}
