package io.redoubt.jedis;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Gives a Jedis connection its socket, once.
 *
 * <p>A Jedis connection whose socket is closed silently asks for another one when the next command is sent, and sends it
 * there without logging in. There is no other one.
 */
final class OneSocket implements JedisSocketFactory {

    private final Socket socket;
    private final Meantime meantime;
    private final AtomicBoolean given = new AtomicBoolean();

    OneSocket(Socket socket, Meantime meantime) {
        this.socket = socket;
        this.meantime = meantime;
    }

    @Override
    public Socket createSocket() {
        try {
            if (given.compareAndSet(false, true)) {
                return new WireSocket(socket, meantime);
            }
            throw new IOException("the socket is closed");
        } catch (IOException e) {
            throw new JedisConnectionException(e);
        }
    }
}
