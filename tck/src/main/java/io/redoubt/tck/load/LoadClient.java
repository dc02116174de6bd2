package io.redoubt.tck.load;

/** What is put under load: the three calls of the mix. Thread-safe. Replies are handed out as they came. */
public interface LoadClient extends AutoCloseable {

    /** {@code GET key}. */
    byte[] get(byte[] key);

    /** {@code SET key value PX millis}; true if the answer was {@code OK}. */
    boolean set(byte[] key, byte[] value, long millis);

    /** {@code EVALSHA sha1 1 key argument}, of which the reply is a bulk string. */
    byte[] script(String sha1, byte[] key, byte[] argument);

    @Override
    void close();
}
