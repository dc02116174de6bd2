package io.redoubt.session;

import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Reply;
import java.util.List;

/**
 * Parsed reply of a Lua script that ends several sessions of a user.
 *
 * @param durations how long the ended sessions lasted, in milliseconds
 * @param left the hashes of the ids of the sessions that are left, because their keys were not declared
 */
record DestroyReply(List<Long> durations, List<String> left) {

    static DestroyReply parse(Reply reply) {
        List<Reply> elements = ReplyValues.elements(reply, 2);
        return new DestroyReply(
                ReplyValues.elements(elements.get(0)).stream()
                        .map(ReplyValues::number)
                        .toList(),
                ReplyValues.elements(elements.get(1)).stream()
                        .map(ReplyValues::text)
                        .toList());
    }
}
