package io.redoubt.cache.internal.near;

import io.redoubt.redis.core.driver.TrackingListener;
import org.jspecify.annotations.Nullable;

/** Receiver of reports from a {@link ChangeSource} about changed keys. Thread-safe; its methods never block. */
public interface ChangeReceiver extends TrackingListener {

    /** Returns which changes are to be reported. */
    ReportRequest request();

    /** Returns which messages are to be received where the servers refuse to report changes; null for none. */
    @Nullable
    MessageRequest messages();

    /** Returns the state of the reports. */
    ReportState reports();

    /** Ends the reports. Idempotent. */
    void close();
}
