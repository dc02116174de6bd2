package io.redoubt.api.session;

import io.redoubt.api.TypeRef;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A session as it was when it was read. Immutable view, thread-safe; times are those of the store's clock.
 *
 * <p>{@code toString()} does not show the id.
 */
public interface Session {

    /** The name of the metadata that holds the character of this session. */
    String CHARACTER_ID = "characterId";

    /** The secret by which the session is found. */
    String id();

    /** Whose session it is. */
    String userId();

    /** When it was created; rotation does not change it. */
    Instant createdAt();

    /** When it was last used, as far as that was written. */
    Instant lastUsedAt();

    /** When it ends if it is not used before. */
    Instant expiresAt();

    /** When it ends at the latest. */
    Instant absoluteExpiry();

    /** Counts the changes of attributes and metadata; begins at 1. */
    long version();

    /** Text about the session: address, user agent, character. */
    Map<String, String> metadata();

    /** Which character the user plays in this session. */
    default Optional<String> characterId() {
        return Optional.ofNullable(metadata().get(CHARACTER_ID));
    }

    /** The attribute of this name; empty if there is none, or it does not decode as this type. */
    default <T> Optional<T> attribute(String name, Class<T> type) {
        return attribute(name, TypeRef.of(type));
    }

    /** The attribute of this name, of a type with parameters. */
    <T> Optional<T> attribute(String name, TypeRef<T> type);
}
