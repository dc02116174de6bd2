package io.redoubt.cache.internal.near;

/** Factory that creates a {@link ChangePublisher} for each cache region and for the values under keys. Thread-safe. */
public interface ChangePublishers extends AutoCloseable {

    /** Factory for changes that need no message. */
    ChangePublishers NONE = new ChangePublishers() {

        @Override
        public ChangePublisher of(String subject, String channel) {
            return ChangePublisher.NONE;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    };

    /**
     * Creates a publisher of changes that this process makes. Does no I/O.
     *
     * @param subject what the changes concern, for the log, such as {@code region names}
     * @param channel the Pub/Sub channel of the messages
     */
    ChangePublisher of(String subject, String channel);

    /** Ends the repetition of what could not be published, within a few seconds. Idempotent. */
    @Override
    void close();
}
