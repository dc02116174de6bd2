package io.redoubt.api.cache;

import java.util.List;

/**
 * Function that applies a batch of {@link PendingWrite}s to the data source, such as a database.
 *
 * <p><b>The same write may be passed twice,</b> after a failure, a crash or a pause of the writing process; and a
 * process that was paused may resume after another has written something newer. A source that compares ids is safe
 * from both:
 *
 * <pre>{@code
 * update profiles set data = ?, write_id = ? where id = ? and write_id < ?
 * }</pre>
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface BatchWriter<K, V> {

    /**
     * Writes all writes of the batch, which contains each key once, with its last value. Returns after the source
     * has accepted them. Runs on a thread of the write-behind, and may block; it is interrupted if it has not
     * returned by the end of {@link WriteBehind#close()}.
     *
     * @throws Exception if not all of them were written: all are retried, in smaller batches
     */
    void writeAll(List<PendingWrite<K, V>> batch) throws Exception;
}
