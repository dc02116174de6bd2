package io.redoubt.redis.spi;

import java.util.List;

/** Replies that are under way. For one thread, which waits once. */
@FunctionalInterface
public interface PendingReplies {

    /**
     * Waits until all are there or the deadline has passed.
     *
     * @return one reply a command, in the order of the commands; where none came, a {@link Reply.Missing} that says why
     */
    List<Reply> await();
}
