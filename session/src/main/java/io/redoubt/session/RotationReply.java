package io.redoubt.session;

import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parsed reply of a Lua script that gives a session a new id.
 *
 * @param code {@link #DONE}, {@link #GONE}, {@link #CALL_AGAIN}, {@link #TAKEN}, {@link #SUPERSEDED} or
 *     {@link #REJECTED}
 * @param session the session, for DONE
 * @param details for DONE of a login, how long the evicted sessions lasted; for CALL_AGAIN, the hashes of ids whose
 *     keys must be declared; else nothing
 */
record RotationReply(int code, Optional<StoredSession> session, List<Reply> details) {

    static final int DONE = 1;
    static final int GONE = 0;
    static final int CALL_AGAIN = 2;
    static final int TAKEN = -1;
    static final int SUPERSEDED = -2;
    static final int REJECTED = -4;

    /** Only of {@code leave.lua}: done by an earlier call with the same new id. */
    static final int DONE_BEFORE = 2;

    /** Only of {@code leave.lua}: the session has changed since it was read. */
    static final int CHANGED = -5;

    static RotationReply parse(Reply reply) {
        List<Reply> elements = ReplyValues.elements(reply, 1);
        int code = (int) ReplyValues.number(elements.get(0));
        return switch (code) {
            case DONE ->
                new RotationReply(
                        code,
                        SessionFieldCodec.decode(ReplyValues.elements(reply, 2).get(1)),
                        elements.size() > 2 ? ReplyValues.elements(elements.get(2)) : List.of());
            case CALL_AGAIN ->
                new RotationReply(
                        code,
                        Optional.empty(),
                        ReplyValues.elements(ReplyValues.elements(reply, 2).get(1)));
            default -> new RotationReply(code, Optional.empty(), List.of());
        };
    }

    /** Returns the result, unless the script must be called again or has rejected. */
    StoredRotation rotation() {
        return switch (code) {
            case DONE ->
                session.<StoredRotation>map(StoredRotation.Rotated::new).orElseGet(StoredRotation.Gone::new);
            case SUPERSEDED -> new StoredRotation.Superseded();
            case TAKEN -> throw SessionId.taken();
            default -> new StoredRotation.Gone();
        };
    }

    /** Returns the hashes of ids whose keys must be declared in another call; null if none is needed. */
    @Nullable
    List<String> siblings() {
        return code == CALL_AGAIN ? details.stream().map(ReplyValues::text).toList() : null;
    }

    /** Returns how long the evicted sessions lasted, in milliseconds. */
    List<Long> durations() {
        return code == DONE ? details.stream().map(ReplyValues::number).toList() : List.of();
    }
}
