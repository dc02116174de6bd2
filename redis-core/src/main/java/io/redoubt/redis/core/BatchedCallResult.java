package io.redoubt.redis.core;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.spi.Reply;

/** Outcome of one Lua script call or Redis command in a batch: a reply or an exception. Immutable, thread-safe. */
public sealed interface BatchedCallResult {

    /**
     * Outcome of a call that was executed and received a reply.
     *
     * @param reply never a {@link Reply.Refusal} or {@link Reply.Missing}; elements of an array may be
     */
    record Replied(Reply reply) implements BatchedCallResult {}

    /**
     * Outcome of a call that received an error reply or no reply. Whether it may nevertheless have been
     * executed is given by {@link io.redoubt.api.StoreUnavailableException#mayHaveTakenEffect()}, for this one
     * alone.
     *
     * @param reason the exception that a caller would receive if this had been the only one; those that failed
     *     together share it
     */
    record Failed(RedoubtException reason) implements BatchedCallResult {}
}
