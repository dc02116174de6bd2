package io.redoubt.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Content that an application stores in a session: metadata strings, and attributes encoded as bytes. Immutable by
 * contract: byte arrays are not copied and must not be modified.
 *
 * @param metadata texts by name
 * @param attributes encoded values by name
 */
record SessionPayload(Map<String, String> metadata, Map<String, byte[]> attributes) {

    SessionPayload {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** Returns the data with an update applied. */
    SessionPayload withUpdate(EncodedUpdate update) {
        Map<String, String> updatedMetadata = new LinkedHashMap<>(metadata);
        updatedMetadata.keySet().removeAll(update.removedMetadata());
        updatedMetadata.putAll(update.set().metadata());
        Map<String, byte[]> updatedAttributes = new LinkedHashMap<>(attributes);
        updatedAttributes.keySet().removeAll(update.removedAttributes());
        updatedAttributes.putAll(update.set().attributes());
        return new SessionPayload(updatedMetadata, updatedAttributes);
    }
}
