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

/** Converter between sessions and the fields of a Redis hash. The fields are documented in {@code common.lua}. */
final class SessionFieldCodec {

    private static final String METADATA_PREFIX = "m:";
    private static final String ATTRIBUTE_PREFIX = "a:";

    /** More digits are not exact in Lua. Sums of such numbers do not overflow. */
    private static final int MAX_DIGITS = 15;

    private SessionFieldCodec() {}

    /** Returns the names and values of the fields for session data, alternating. */
    static List<byte[]> encode(SessionData data) {
        List<byte[]> fields = new ArrayList<>();
        data.metadata().forEach((name, text) -> {
            fields.add(SessionKeys.utf8(METADATA_PREFIX + name));
            fields.add(SessionKeys.utf8(text));
        });
        data.attributes().forEach((name, value) -> {
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
        return decode(coreFields, new SessionData(metadata, attributes));
    }

    private static Optional<StoredSession> decode(Map<String, byte[]> coreFields, SessionData data) {
        byte[] userId = coreFields.get("u");
        if (userId == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StoredSession(
                    new String(userId, StandardCharsets.UTF_8),
                    number(coreFields, "c"),
                    number(coreFields, "l"),
                    number(coreFields, "i"),
                    number(coreFields, "x"),
                    number(coreFields, "v"),
                    data));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Parses a number as {@code common.lua} does: another program may have written anything. */
    private static long number(Map<String, byte[]> coreFields, String name) {
        byte[] bytes = coreFields.get(name);
        String digits = bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
        if (digits.length() > MAX_DIGITS || !digits.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            throw new NumberFormatException("not a number of a session");
        }
        return Long.parseLong(digits);
    }
}
