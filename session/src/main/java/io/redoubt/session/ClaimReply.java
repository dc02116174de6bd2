package io.redoubt.session;

import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.Optional;

/**
 * Parsed reply of {@code claim.lua}, the Lua script that reserves a session for one login and keeps other logins away.
 *
 * @param session the claimed session; empty if it is not there, or claimed by another login
 * @param rotation the record that is there instead, if one is
 * @param isClaimed whether another login has claimed the session
 */
record ClaimReply(
        Optional<StoredSession> session, Optional<SessionFieldCodec.RotationRecord> rotation, boolean isClaimed) {

    private static final int CLAIMED_BY_OTHER = -2;

    static ClaimReply parse(Reply reply) {
        List<Reply> elements = ReplyValues.elements(reply, 1);
        if (ReplyValues.number(elements.get(0)) == CLAIMED_BY_OTHER) {
            return new ClaimReply(Optional.empty(), Optional.empty(), true);
        }
        Reply fields = ReplyValues.elements(reply, 2).get(1);
        return ReplyValues.number(elements.get(0)) == 1
                ? new ClaimReply(SessionFieldCodec.decode(fields), Optional.empty(), false)
                : new ClaimReply(Optional.empty(), SessionFieldCodec.decodeRotation(fields), false);
    }

    /** Returns whether an earlier call has given the session this new id. */
    boolean isDoneFor(HashedSessionId to) {
        return rotation.isPresent() && rotation.get().successor().equals(to.hash());
    }

    /** Returns whether another login was first. */
    boolean isSupersededFor(HashedSessionId to) {
        return isClaimed || (rotation.isPresent() && !isDoneFor(to));
    }
}
