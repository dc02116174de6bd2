package io.redoubt.session;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.TypeRef;
import io.redoubt.api.session.NewSession;
import io.redoubt.redis.core.FailureMessageRedactor;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.support.CheckedCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Codec that converts session attributes to and from bytes, and rejects attributes that are too large. Thread-safe. */
final class AttributeCodec {

    private static final Logger LOG = LoggerFactory.getLogger(AttributeCodec.class);

    private final Codec codec;
    private final LogThrottle throttle;

    AttributeCodec(Codec codec, LogThrottle throttle) {
        this.codec = CheckedCodec.of(codec);
        this.throttle = throttle;
    }

    /** Returns the data to store, encoded and checked against the limits. */
    SessionPayload encode(Map<String, String> metadata, Map<String, Object> attributes) {
        Map<String, byte[]> encoded = new LinkedHashMap<>();
        attributes.forEach((name, value) -> encoded.put(name, encode(name, value)));
        SessionPayload data = new SessionPayload(metadata, encoded);
        FieldLimits.check(data);
        return data;
    }

    private byte[] encode(String name, Object value) {
        byte[] bytes = codec.encode(value);
        if (bytes.length > NewSession.MAX_ATTRIBUTE_BYTES) {
            throw FieldLimits.tooLong(name, bytes.length);
        }
        return bytes.clone(); // the codec, or the application, may keep and change its array
    }

    /**
     * Decodes an attribute; empty if the bytes do not decode as the type.
     *
     * @param bytes other readers of the session have the same array, so that the codec gets a copy
     */
    <T> Optional<T> decode(String name, byte[] bytes, TypeRef<T> type) {
        try {
            return Optional.of(codec.decode(bytes.clone(), type));
        } catch (CodecException e) {
            throttle.pass(leftOut -> {
                LOG.warn(
                        "session.attribute, key session:*: the attribute '{}' of {} bytes does not decode as {} and"
                                + " counts as absent; set it again, or read it as what was written: {}{}",
                        name,
                        bytes.length,
                        type,
                        FailureMessageRedactor.reasonOf(e),
                        leftOut);
                FailureMessageRedactor.logStack(LOG, e);
            });
            return Optional.empty();
        }
    }
}
