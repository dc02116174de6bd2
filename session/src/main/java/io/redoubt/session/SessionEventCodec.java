package io.redoubt.session;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.TypeRef;
import io.redoubt.api.session.SessionEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Codec that converts session events to and from seven lines of text, a format that Lua scripts can write too. They are
 * the version 1, the type, the time in milliseconds since 1970, the handle, the previous handle, the reason and the
 * user id; an empty line stands for none. Immutable, thread-safe.
 */
public final class SessionEventCodec implements Codec {

    private static final SessionEventCodec INSTANCE = new SessionEventCodec();
    private static final String VERSION = "1";
    private static final int LINES = 7;

    private SessionEventCodec() {}

    /** Returns the codec. */
    public static SessionEventCodec create() {
        return INSTANCE;
    }

    @Override
    public byte[] encode(Object value) {
        if (!(value instanceof SessionEvent event)) {
            throw new CodecException("a " + value.getClass().getName() + " is no event of a session", null);
        }
        return String.join(
                        "\n",
                        VERSION,
                        event.type().name(),
                        String.valueOf(event.time().toEpochMilli()),
                        event.handle(),
                        orEmpty(event.previousHandle()),
                        event.reason() == null ? "" : event.reason().name(),
                        orEmpty(event.userId()))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    @SuppressWarnings("unchecked") // the type was compared
    public <T> T decode(byte[] bytes, TypeRef<T> type) {
        if (type.type() != SessionEvent.class) {
            throw new CodecException("an event of a session is no " + type, null);
        }
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", LINES);
        if (lines.length != LINES || !lines[0].equals(VERSION)) {
            throw new CodecException("not an event of a session in version " + VERSION, null);
        }
        try {
            return (T) new SessionEvent(
                    SessionEvent.Type.valueOf(lines[1]),
                    lines[3],
                    orNull(lines[4]),
                    orNull(lines[6]),
                    lines[5].isEmpty() ? null : SessionEvent.DestroyReason.valueOf(lines[5]),
                    Instant.ofEpochMilli(Long.parseLong(lines[2])));
        } catch (IllegalArgumentException e) {
            throw new CodecException("not an event of a session in version " + VERSION, e);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
