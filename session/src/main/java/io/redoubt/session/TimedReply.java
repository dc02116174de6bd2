package io.redoubt.session;

import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.List;

/**
 * Parsed reply of a Lua script that tells whether a session exists, and the Redis server's time.
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
