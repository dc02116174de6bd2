package io.redoubt.api.session;

import io.redoubt.api.InvalidInputException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Set of changes to the metadata and attributes of a session. Fields that are not named stay unchanged. Immutable:
 * each method returns a changed copy. Thread-safe.
 */
public final class SessionUpdate {

    private static final SessionUpdate NONE =
            new SessionUpdate(Map.of(), Map.of(), Set.of(), Set.of(), OptionalLong.empty());

    private final Map<String, String> metadata;
    private final Map<String, Object> attributes;
    private final Set<String> removedMetadata;
    private final Set<String> removedAttributes;
    private final OptionalLong expectedVersion;

    private SessionUpdate(
            Map<String, String> metadata,
            Map<String, Object> attributes,
            Set<String> removedMetadata,
            Set<String> removedAttributes,
            OptionalLong expectedVersion) {
        this.metadata = metadata;
        this.attributes = attributes;
        this.removedMetadata = removedMetadata;
        this.removedAttributes = removedAttributes;
        this.expectedVersion = expectedVersion;
    }

    /** Returns an update without changes. */
    public static SessionUpdate none() {
        return NONE;
    }

    /**
     * Returns a copy that also sets a metadata text.
     *
     * @throws InvalidInputException if the name is invalid or the text is too long
     */
    public SessionUpdate metadata(String name, String text) {
        return new SessionUpdate(
                with(metadata, SessionFieldValidation.metadataName(name), SessionFieldValidation.text(name, text)),
                attributes,
                without(removedMetadata, name),
                removedAttributes,
                expectedVersion);
    }

    /**
     * Returns a copy that also sets the details of the client that are present, each as a metadata text; the others
     * stay unchanged, unless {@link #removeMetadata} names them.
     */
    public SessionUpdate client(ClientDetails client) {
        SessionUpdate changed = this;
        for (Map.Entry<String, String> detail : client.metadata().entrySet()) {
            changed = changed.metadata(detail.getKey(), detail.getValue());
        }
        return changed;
    }

    /** Returns a copy that also removes a metadata text. */
    public SessionUpdate removeMetadata(String name) {
        return new SessionUpdate(
                without(metadata, SessionFieldValidation.metadataName(name)),
                attributes,
                with(removedMetadata, name),
                removedAttributes,
                expectedVersion);
    }

    /**
     * Returns a copy that also sets an attribute.
     *
     * @throws InvalidInputException if the name is invalid or the value is null
     */
    public SessionUpdate attribute(String name, Object value) {
        String valid = SessionFieldValidation.attributeName(name);
        if (value == null) {
            throw new InvalidInputException("the session attribute '" + valid + "' is null: use removeAttribute");
        }
        return new SessionUpdate(
                metadata,
                with(attributes, valid, value),
                removedMetadata,
                without(removedAttributes, valid),
                expectedVersion);
    }

    /** Returns a copy that also removes an attribute. */
    public SessionUpdate removeAttribute(String name) {
        return new SessionUpdate(
                metadata,
                without(attributes, SessionFieldValidation.attributeName(name)),
                removedMetadata,
                with(removedAttributes, name),
                expectedVersion);
    }

    /**
     * Returns a copy that applies only if the session has this version; otherwise the result is a conflict and
     * nothing changes.
     */
    public SessionUpdate ifVersion(long version) {
        return new SessionUpdate(metadata, attributes, removedMetadata, removedAttributes, OptionalLong.of(version));
    }

    /** Returns the metadata texts to set. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** Returns the attributes to set. */
    public Map<String, Object> attributes() {
        return attributes;
    }

    /** Returns the names of the metadata texts to remove. */
    public Set<String> removedMetadata() {
        return removedMetadata;
    }

    /** Returns the names of the attributes to remove. */
    public Set<String> removedAttributes() {
        return removedAttributes;
    }

    /** Returns the version that the session must have; empty for any. */
    public OptionalLong expectedVersion() {
        return expectedVersion;
    }

    private static <T> Map<String, T> with(Map<String, T> before, String name, T value) {
        Map<String, T> after = new LinkedHashMap<>(before);
        after.put(name, value);
        return Collections.unmodifiableMap(after);
    }

    private static <T> Map<String, T> without(Map<String, T> before, String name) {
        Map<String, T> after = new LinkedHashMap<>(before);
        after.remove(name);
        return Collections.unmodifiableMap(after);
    }

    private static Set<String> with(Set<String> before, String name) {
        Set<String> after = new LinkedHashSet<>(before);
        after.add(name);
        return Collections.unmodifiableSet(after);
    }

    private static Set<String> without(Set<String> before, String name) {
        Set<String> after = new LinkedHashSet<>(before);
        after.remove(name);
        return Collections.unmodifiableSet(after);
    }
}
