package io.redoubt.cache.internal.region;

/**
 * Handler of changes and invalidations that come from outside of loads. It runs them and supersedes the loads they
 * affect. If the store fails, they are queued for retry, and affected content is not trusted until then.
 * Thread-safe.
 */
final class InvalidationHandler {

    private final InFlightLoads<?, ?> inFlightLoads;

    InvalidationHandler(InFlightLoads<?, ?> inFlightLoads) {
        this.inFlightLoads = inFlightLoads;
    }

    /**
     * Changes one entry.
     *
     * @param ifFailed queues the change for retry, which also makes the entry untrusted until then
     */
    void changeEntry(String entry, Runnable change, Runnable ifFailed) {
        inFlightLoads.supersede(entry);
        try {
            change.run();
        } catch (RuntimeException | Error e) {
            ifFailed.run();
            throw e;
        } finally {
            // A load that began in the meantime may be based on the old content and must not be joined any more.
            inFlightLoads.supersede(entry);
        }
    }

    /**
     * Changes invalidation versions. Later readers recognize superseded loads by the versions themselves, unless
     * the change fails; then all loads in progress are superseded.
     */
    void changeVersions(Runnable change, Runnable ifFailed) {
        try {
            change.run();
        } catch (RuntimeException | Error e) {
            ifFailed.run();
            inFlightLoads.supersedeAll();
            throw e;
        }
    }
}
