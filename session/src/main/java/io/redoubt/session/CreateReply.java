package io.redoubt.session;

import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parsed reply of a Lua script that creates a session, or continues one under another id.
 *
 * @param code {@link #CREATED}, {@link #REJECTED}, {@link #CALL_AGAIN}, {@link #TAKEN}, {@link #PRESENT} or {@link
 *     #PRESENT_LATER}
 * @param now the server's time, in milliseconds since 1970
 * @param details for CREATED, how long the evicted sessions lasted; for CALL_AGAIN, the hashes of ids whose keys
 *     must be declared; else nothing
 */
record CreateReply(int code, long now, List<Reply> details) {

    static final int CREATED = 1;
    static final int REJECTED = 0;

    /** The sessions of the user must be known to tell. */
    static final int CALL_AGAIN = 2;

    /** The id is used. */
    static final int TAKEN = -1;

    /** Only of {@code continue.lua}: another attempt has created the session, in the same version. */
    static final int PRESENT = -3;

    /** Only of {@code continue.lua}: another attempt has created the session, in a later version. */
    static final int PRESENT_LATER = -4;

    static CreateReply parse(Reply reply) {
        List<Reply> elements = ReplyValues.elements(reply, 2);
        return new CreateReply(
                (int) ReplyValues.number(elements.get(0)),
                ReplyValues.number(elements.get(1)),
                elements.size() > 2 ? ReplyValues.elements(elements.get(2)) : List.of());
    }

    /** Returns the hashes of ids whose keys must be declared in another call; null if none is needed. */
    @Nullable
    List<String> siblings() {
        return code == CALL_AGAIN ? details.stream().map(ReplyValues::text).toList() : null;
    }

    /** Returns how long the evicted sessions lasted, in milliseconds. */
    List<Long> durations() {
        return code == CREATED ? details.stream().map(ReplyValues::number).toList() : List.of();
    }
}
