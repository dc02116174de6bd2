package io.redoubt.redis.spi;

import java.util.List;

/** Handle that lets a caller wait for the replies to commands already sent. For use by one thread, which waits once. */
@FunctionalInterface
public interface PendingReplies {

    /**
     * Waits until all replies have been received or the deadline has passed.
     *
     * @return one reply per command, in the order of the commands; a {@link Reply.Missing} with the reason for a
     *     command that received none
     */
    List<Reply> await();
}
