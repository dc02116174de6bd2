package io.redoubt.session;

import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.List;

/**
 * Parsed reply of a Lua script for sessions: a result code and the Redis server's time.
 *
 * @param code 1 for success, 0 for none; -1 if a new id is already in use
 * @param now the server's time, in milliseconds since 1970
 */
record TimedResultCode(long code, long now) {

    static TimedResultCode of(Reply reply) {
        List<Reply> elements = ReplyValues.elements(reply);
        return new TimedResultCode(ReplyValues.number(elements.get(0)), ReplyValues.number(elements.get(1)));
    }

    boolean done() {
        return code == 1;
    }

    /**
     * Returns the exception for an id that is already in use, which 192 bits rule out as long as they are random.
     */
    static IllegalStateException idTaken() {
        return new IllegalStateException("a new session id is taken: the random source of this JVM repeats itself");
    }
}
