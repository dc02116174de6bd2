package io.redoubt.api.cache;

import java.util.List;

/**
 * Writes to their source what a {@link WriteBehind} has accepted.
 *
 * <p><b>The same write may come twice,</b> after a failure, a crash or a pause of the process that was writing; and a process
 * that was paused may wake up after another has written something newer. A source that compares ids is safe from both:
 *
 * <pre>{@code
 * update profiles set data = ?, write_id = ? where id = ? and write_id < ?
 * }</pre>
 *
 * @param <K> what identifies a thing
 * @param <V> the thing
 */
@FunctionalInterface
public interface Writer<K, V> {

    /**
     * Writes them all; each key stands in a batch once, with its last value. Returns once the source has taken them. Runs on a
     * thread of the write-behind, and may block; it is interrupted if it has not returned by the end of
     * {@link WriteBehind#close()}.
     *
     * @throws Exception if not all of them were written: all are tried again, in smaller batches
     */
    void write(List<Write<K, V>> batch) throws Exception;
}
