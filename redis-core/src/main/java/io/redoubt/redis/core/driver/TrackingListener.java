package io.redoubt.redis.core.driver;

import java.util.List;

/** Hears which keys change. Called by one thread at a time, never an I/O thread. */
public interface TrackingListener {

    /** Keys were written, deleted, or have expired, by whomever. */
    void onInvalidate(List<byte[]> keys);

    /**
     * Changes may have been missed: whatever was read before is worth nothing. Called when a link is lost, once more when
     * all of them stand again, and when all keys were deleted.
     */
    void onGap();
}
