package io.redoubt.session;

import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a session's hash, named in {@code common.lua}. */
final class StoredFields {

    private static final String METADATA = "m:";
    private static final String ATTRIBUTE = "a:";

    private StoredFields() {}

    /** Names and values of contents, in turns. */
    static List<byte[]> of(Contents contents) {
        List<byte[]> fields = new ArrayList<>();
        contents.metadata().forEach((name, text) -> {
            fields.add(Replies.utf8(METADATA + name));
            fields.add(Replies.utf8(text));
        });
        contents.attributes().forEach((name, value) -> {
            fields.add(Replies.utf8(ATTRIBUTE + name));
            fields.add(value);
        });
        return fields;
    }

    static List<byte[]> names(Collection<String> metadata, Collection<String> attributes) {
        List<byte[]> names = new ArrayList<>();
        metadata.forEach(name -> names.add(Replies.utf8(METADATA + name)));
        attributes.forEach(name -> names.add(Replies.utf8(ATTRIBUTE + name)));
        return names;
    }

    /** The session in the reply of HGETALL; empty if there is none, or what is there is not one. */
    static Optional<StoredSession> session(Reply reply) {
        Map<String, byte[]> core = new HashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, byte[]> attributes = new LinkedHashMap<>();
        List<Reply> elements = Replies.elements(reply);
        for (int i = 0; i < elements.size(); i += 2) {
            String name = Replies.text(elements.get(i));
            byte[] value = Replies.bytes(elements.get(i + 1));
            if (name.startsWith(METADATA)) {
                metadata.put(name.substring(METADATA.length()), new String(value, StandardCharsets.UTF_8));
            } else if (name.startsWith(ATTRIBUTE)) {
                attributes.put(name.substring(ATTRIBUTE.length()), value);
            } else {
                core.put(name, value);
            }
        }
        return session(core, new Contents(metadata, attributes));
    }

    private static Optional<StoredSession> session(Map<String, byte[]> core, Contents contents) {
        byte[] userId = core.get("u");
        if (userId == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StoredSession(
                    new String(userId, StandardCharsets.UTF_8),
                    number(core, "c"),
                    number(core, "l"),
                    number(core, "i"),
                    number(core, "x"),
                    number(core, "v"),
                    contents));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static long number(Map<String, byte[]> core, String name) {
        byte[] digits = core.get(name);
        return Long.parseLong(digits == null ? "" : new String(digits, StandardCharsets.ISO_8859_1));
    }
}
