package io.redoubt.tck.load;

/**
 * Interface through which a load test calls a Redis client: get, set, and run a script. Thread-safe. Replies are
 * returned as they were received.
 */
public interface LoadClient extends AutoCloseable {

    /** Sends {@code GET key}. */
    byte[] get(byte[] key);

    /** Sends {@code SET key value PX millis}; returns true if the reply was {@code OK}. */
    boolean set(byte[] key, byte[] value, long millis);

    /** Sends {@code EVALSHA sha1 1 key argument}, whose reply is a bulk string. */
    byte[] script(String sha1, byte[] key, byte[] argument);

    @Override
    void close();
}
