package io.redoubt.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the application put into a session. Immutable by contract: the bytes are not copied, and nobody changes them.
 *
 * @param metadata texts by name
 * @param attributes encoded values by name
 */
record Contents(Map<String, String> metadata, Map<String, byte[]> attributes) {

    Contents {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /** The same after changes. */
    Contents changed(Changes changes) {
        Map<String, String> texts = new LinkedHashMap<>(metadata);
        texts.keySet().removeAll(changes.removedMetadata());
        texts.putAll(changes.set().metadata());
        Map<String, byte[]> values = new LinkedHashMap<>(attributes);
        values.keySet().removeAll(changes.removedAttributes());
        values.putAll(changes.set().attributes());
        return new Contents(texts, values);
    }
}
