package io.redoubt.cache.internal.near;

/**
 * Publisher that tells other processes which entries of a cache region, or values under keys, this process has changed.
 * Thread-safe. Never throws.
 */
public interface ChangePublisher {

    /** Publisher for changes that need no message. */
    ChangePublisher NONE = new ChangePublisher() {

        @Override
        public void enable() {
            // No other process has copies.
        }

        @Override
        public void publish(ChangeMessage change) {
            // No other process has copies.
        }

        @Override
        public void publishLater(ChangeMessage change) {
            // No other process has copies.
        }
    };

    /** Lets changes be published from now on. Idempotent. */
    void enable();

    /**
     * Publishes a change that has been made, before this call returns. If that fails, it is logged, and repeated in the
     * background for as long as a copy from before the change may exist.
     */
    void publish(ChangeMessage change);

    /** Publishes a change that may have been made, in the background: the store did not answer just now. */
    void publishLater(ChangeMessage change);
}
