package io.redoubt.redis.core;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.spi.Reply;

/** Outcome of one of several runs of a script. Immutable, thread-safe. */
public sealed interface ScriptOutcome {

    /**
     * Outcome of a run that was executed and replied.
     *
     * @param reply never a {@link Reply.Refusal} or {@link Reply.Missing}; elements of an array may be
     */
    record Replied(Reply reply) implements ScriptOutcome {}

    /**
     * Outcome of a run that received an error reply or no reply. Whether the run may nevertheless have been
     * executed is given by {@link io.redoubt.api.StoreUnavailableException#mayHaveTakenEffect()}, for this run
     * alone.
     *
     * @param reason the exception that a caller would receive if this had been the only run; runs that failed
     *     together share it
     */
    record Failed(RedoubtException reason) implements ScriptOutcome {}
}
