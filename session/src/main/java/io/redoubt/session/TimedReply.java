package io.redoubt.session;

import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.List;

/**
 * Parsed reply of {@code touch.lua} and {@code extend.lua}: whether the session exists, and the current time of the
 * Redis server.
 *
 * @param exists whether the session has not ended
 * @param now the server's time, in milliseconds since 1970
 */
record TimedReply(boolean exists, long now) {

    static TimedReply parse(Reply reply) {
        List<Reply> elements = ReplyValues.elements(reply, 2);
        return new TimedReply(ReplyValues.number(elements.get(0)) == 1, ReplyValues.number(elements.get(1)));
    }
}
