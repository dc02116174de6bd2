package io.redoubt.jedis;

import redis.clients.jedis.Connection;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;

/**
 * A connection of Jedis that hands out everything the server tells by itself, as if it were a reply; Jedis drops what is
 * not a message.
 */
final class WireConnection extends Connection {

    WireConnection(JedisSocketFactory socket, JedisClientConfig logIn) {
        super(socket, logIn);
        addPushConsumer(push -> {
            push.propagate();
            return push;
        });
    }

    /** Made visible: who writes for many wants to know when all of it is written. */
    @Override
    protected void flush() {
        super.flush();
    }
}
