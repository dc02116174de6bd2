package io.redoubt.redis.core;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.spi.Reply;

/** What became of one of several runs of a script. Immutable, thread-safe. */
public sealed interface ScriptOutcome {

    /**
     * The script was run, and this is what it replied.
     *
     * @param reply never a {@link Reply.Refusal} or {@link Reply.Missing}, save as elements of an array
     */
    record Replied(Reply reply) implements ScriptOutcome {}

    /**
     * The script was refused, or no reply came. Whether it may have been run all the same is told by
     * {@link io.redoubt.api.StoreUnavailableException#mayHaveTakenEffect()}, for this run alone.
     *
     * @param reason what a caller would be thrown if this had been the only run; runs that failed together share it
     */
    record Failed(RedoubtException reason) implements ScriptOutcome {}
}
