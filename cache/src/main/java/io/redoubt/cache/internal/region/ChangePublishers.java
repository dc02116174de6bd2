package io.redoubt.cache.internal.region;

/** Factory that creates a {@link ChangePublisher} for each cache region. Thread-safe. */
interface ChangePublishers extends AutoCloseable {

    /** Factory for regions whose changes need no message. */
    ChangePublishers NONE = new ChangePublishers() {

        @Override
        public ChangePublisher of(RegionKeys keys) {
            return ChangePublisher.NONE;
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    };

    /** Creates the publisher of the changes that this process makes in a region. Does no I/O. */
    ChangePublisher of(RegionKeys keys);

    /** Ends the repetition of what could not be published, within a few seconds. Idempotent. */
    @Override
    void close();
}
