package io.redoubt.session;

import io.redoubt.redis.spi.Reply;
import java.util.List;

/**
 * What a script says of a session, and when.
 *
 * @param code 1 for done, 0 for not; -1 if a new id is taken
 * @param now the server's time, in milliseconds since 1970
 */
record TimedReply(long code, long now) {

    static TimedReply of(Reply reply) {
        List<Reply> elements = ReplyValues.elements(reply);
        return new TimedReply(ReplyValues.number(elements.get(0)), ReplyValues.number(elements.get(1)));
    }

    boolean done() {
        return code == 1;
    }

    /** The failure that 192 random bits rule out, unless they are not random. */
    static IllegalStateException idTaken() {
        return new IllegalStateException("a new session id is taken: the random source of this JVM repeats itself");
    }
}
