package io.redoubt.session;

import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Converter between sessions and the fields of a Redis hash. The fields are documented in {@code session.lua}. */
final class SessionFieldCodec {

    private static final String METADATA_PREFIX = "m:";
    private static final String ATTRIBUTE_PREFIX = "a:";

    /** More digits are not exact in Lua. Sums of such numbers do not overflow. */
    private static final int MAX_DIGITS = 15;

    private static final byte[] NONE = {};

    private SessionFieldCodec() {}

    /** Returns the names and values of the fields for a payload, alternating. */
    static List<byte[]> encode(SessionPayload payload) {
        List<byte[]> fields = new ArrayList<>();
        payload.metadata().forEach((name, text) -> {
            fields.add(SessionKeys.utf8(METADATA_PREFIX + name));
            fields.add(SessionKeys.utf8(text));
        });
        payload.attributes().forEach((name, value) -> {
            fields.add(SessionKeys.utf8(ATTRIBUTE_PREFIX + name));
            fields.add(value);
        });
        return fields;
    }

    static List<byte[]> encodeNames(Collection<String> metadata, Collection<String> attributes) {
        List<byte[]> names = new ArrayList<>();
        metadata.forEach(name -> names.add(SessionKeys.utf8(METADATA_PREFIX + name)));
        attributes.forEach(name -> names.add(SessionKeys.utf8(ATTRIBUTE_PREFIX + name)));
        return names;
    }

    /** Decodes the reply of HGETALL; empty if the hash does not exist or is not a session. */
    static Optional<StoredSession> decode(Reply reply) {
        Map<String, byte[]> coreFields = new HashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        List<Reply> elements = ReplyValues.elements(reply);
        for (int i = 0; i < elements.size(); i += 2) {
            String name = ReplyValues.text(elements.get(i));
            byte[] value = ReplyValues.bytes(elements.get(i + 1));
            if (name.startsWith(METADATA_PREFIX)) {
                metadata.put(name.substring(METADATA_PREFIX.length()), new String(value, StandardCharsets.UTF_8));
            } else if (name.startsWith(ATTRIBUTE_PREFIX)) {
                attributes.put(name.substring(ATTRIBUTE_PREFIX.length()), value);
            } else {
                coreFields.put(name, value);
            }
        }
        return decode(coreFields, new SessionPayload(metadata, attributes));
    }

    private static Optional<StoredSession> decode(Map<String, byte[]> coreFields, SessionPayload payload) {
        byte[] userId = coreFields.getOrDefault("u", NONE);
        if ((userId.length == 0) != (coreFields.getOrDefault("h", NONE).length == 0)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StoredSession(
                    userId.length == 0 ? null : new String(userId, StandardCharsets.UTF_8),
                    number(coreFields, "c"),
                    number(coreFields, "l"),
                    number(coreFields, "i"),
                    number(coreFields, "x"),
                    number(coreFields, "v"),
                    payload));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Decodes the reply of HGETALL for a key whose session was given a new id. Empty if it is not such a record.
     */
    static Optional<RotationRecord> decodeRotation(Reply reply) {
        String successor = null;
        boolean isInGrace = false;
        List<Reply> elements = ReplyValues.elements(reply);
        for (int i = 0; i < elements.size(); i += 2) {
            String name = ReplyValues.text(elements.get(i));
            if (name.equals("r")) {
                successor = ReplyValues.text(elements.get(i + 1));
            } else if (name.equals("g")) {
                isInGrace = true;
            }
        }
        return successor == null || !IdHashes.isHash(successor)
                ? Optional.empty()
                : Optional.of(new RotationRecord(successor, isInGrace));
    }

    /**
     * Record of a change of a session's id, which stands under the key of the old id.
     *
     * @param successor the hash of the new id
     * @param hasGrace whether the old id still finds the session for a while
     */
    record RotationRecord(String successor, boolean hasGrace) {}

    /** Parses a number as {@code session.lua} does: another program may have written anything. */
    private static long number(Map<String, byte[]> coreFields, String name) {
        byte[] bytes = coreFields.get(name);
        String digits = bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
        if (digits.length() > MAX_DIGITS || !digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw new NumberFormatException("not a number of a session");
        }
        return Long.parseLong(digits);
    }
}
