package io.redoubt.cache.internal.near;

import io.redoubt.redis.core.driver.TrackingListener;

/** Receiver of reports about changes to keys, from a {@link ChangeSource}. Thread-safe; its methods never block. */
public interface ChangeReceiver extends TrackingListener {

    /** Returns which changes are to be reported. */
    ReportRequest request();

    /** Returns whether more changes are to be reported than are. */
    boolean isSubscriptionMissing();

    /** Records why changes are not reported. */
    void failed(String reason, boolean isRefusal);

    /** Records that changes may have been missed. */
    void reportMissed();

    /** Ends the reports. Idempotent. */
    void close();
}
