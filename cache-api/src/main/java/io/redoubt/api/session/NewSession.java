package io.redoubt.api.session;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.KeyValidation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parameters for creating a session: an optional user id, metadata and attributes. Immutable: each method returns a
 * changed copy. Thread-safe.
 *
 * <p>Metadata is short text about the session that appears in session lists; attributes are values of the
 * application, encoded as in the cache. Names of metadata consist of 1 to {@value #MAX_METADATA_NAME_LENGTH} letters,
 * digits and {@code _ . -}, and start with a letter; names of attributes of 1 to {@value #MAX_ATTRIBUTE_NAME_LENGTH}
 * printable ASCII characters without spaces (0x21 to 0x7E).
 */
public final class NewSession {

    /** Maximum length of the name of a metadata text. */
    public static final int MAX_METADATA_NAME_LENGTH = 64;

    /** Maximum length of the name of an attribute. */
    public static final int MAX_ATTRIBUTE_NAME_LENGTH = 200;

    /** Maximum length of one metadata text in bytes of UTF-8. */
    public static final int MAX_METADATA_BYTES = 1024;

    /** Maximum number of metadata texts of one session, and also of attributes. */
    public static final int MAX_FIELDS = 64;

    /** Maximum size of an encoded attribute in bytes. */
    public static final int MAX_ATTRIBUTE_BYTES = 64 * 1024;

    private static final NewSession ANONYMOUS = new NewSession(null, Map.of(), Map.of());

    private final @Nullable String userId;
    private final Map<String, String> metadata;
    private final Map<String, Object> attributes;

    private NewSession(@Nullable String userId, Map<String, String> metadata, Map<String, Object> attributes) {
        this.userId = userId;
        this.metadata = metadata;
        this.attributes = attributes;
    }

    /**
     * Returns a description of a session of a user.
     *
     * @param userId 1 to 1024 bytes of UTF-8 without control characters and braces
     * @throws InvalidInputException if the user id is invalid
     */
    public static NewSession of(String userId) {
        return new NewSession(KeyValidation.required("user id", userId), Map.of(), Map.of());
    }

    /**
     * Returns a description of a session without a user, for a visitor who has not logged in. It counts against no
     * limit; {@link SessionStore#login(String, String)} makes it the session of a user.
     */
    public static NewSession anonymous() {
        return ANONYMOUS;
    }

    /**
     * Returns a copy with a metadata text.
     *
     * @throws InvalidInputException if the name is invalid, the text is too long, or there are too many
     */
    public NewSession metadata(String name, String text) {
        Map<String, String> texts = with(
                "metadata",
                metadata,
                SessionFieldValidation.metadataName(name),
                SessionFieldValidation.text(name, text));
        return new NewSession(userId, texts, attributes);
    }

    /**
     * Returns a copy with the details of the client that are present, each as a metadata text.
     *
     * @throws InvalidInputException if there are too many metadata texts
     */
    public NewSession client(ClientDetails client) {
        NewSession changed = this;
        for (Map.Entry<String, String> detail : client.metadata().entrySet()) {
            changed = changed.metadata(detail.getKey(), detail.getValue());
        }
        return changed;
    }

    /**
     * Returns a copy with an attribute.
     *
     * @throws InvalidInputException if the name is invalid, the value is null, or there are too many
     */
    public NewSession attribute(String name, Object value) {
        String valid = SessionFieldValidation.attributeName(name);
        if (value == null) {
            throw new InvalidInputException("the session attribute '" + valid + "' is null: leave it out instead");
        }
        return new NewSession(userId, metadata, with("attribute", attributes, valid, value));
    }

    /** Returns the id of the user; empty for an anonymous session. */
    public Optional<String> userId() {
        return Optional.ofNullable(userId);
    }

    /** Returns the metadata. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Returns the attributes. */
    public Map<String, Object> attributes() {
        return attributes;
    }

    private static <T> Map<String, T> with(String kind, Map<String, T> before, String name, T value) {
        Map<String, T> after = new LinkedHashMap<>(before);
        after.put(name, value);
        if (after.size() > MAX_FIELDS) {
            throw new InvalidInputException("a session has at most " + MAX_FIELDS
                    + " of each kind of field: put several" + " values of kind '" + kind + "' into one");
        }
        return Collections.unmodifiableMap(after);
    }
}
