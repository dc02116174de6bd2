package io.redoubt.tck.proxy;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What can happen to the connections of a {@link FaultProxy}. Thread-safe. Each fault lasts until {@link #heal()}, and is
 * added to those that there are; the same fault again replaces itself.
 */
public final class Faults {

    private final TcpRelay relay;
    private final FaultScope scope;

    Faults(TcpRelay relay, FaultScope scope) {
        this.relay = relay;
        this.scope = scope;
    }

    /** Accepts connections and forwards nothing, either way. What was sent arrives once this is healed. */
    public Faults blackHole() {
        return change(now ->
                now.requests(now.requests().stopped()).replies(now.replies().stopped()));
    }

    /** Does not read what the client sends, so that its writes block once the system's buffers are full. */
    public Faults stopReading() {
        return change(now -> now.requests(now.requests().stopped()));
    }

    /** Makes requests and replies late by the given time each; a round trip takes twice as much longer. */
    public Faults delay(Duration eachWay) {
        return delay(eachWay, eachWay);
    }

    /** Keeps back what the server sends, which arrives once this is healed. Requests pass. */
    public Faults holdReplies() {
        return change(now -> now.replies(now.replies().stopped()));
    }

    /**
     * Makes requests and replies late by the given times, exact to about a tenth of a millisecond where a processor is
     * free. Order is kept, and any number of bytes up to 4 MB can be under way.
     */
    public Faults delay(Duration requests, Duration replies) {
        return change(now -> now.requests(now.requests().delayed(requests.toNanos()))
                .replies(now.replies().delayed(replies.toNanos())));
    }

    /** Lets this many bytes per second pass, in each direction of each connection. */
    public Faults throttle(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("At least one byte per second, not " + bytesPerSecond);
        }
        return change(now -> now.requests(now.requests().throttled(bytesPerSecond))
                .replies(now.replies().throttled(bytesPerSecond)));
    }

    /**
     * Resets each connection (RST) once its client was sent this many bytes more, of which it sees those that it reads at
     * once; 0 means that the first reply is lost whole, after the server gave it.
     */
    public Faults resetAfter(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("Not a number of bytes: " + bytes);
        }
        relay.change(
                scope, ofNew -> ofNew.resetAt(bytes), connection -> connection.change(now -> now.resetAt(connection.written() + bytes)));
        return this;
    }

    /**
     * Swallows all that the server sends, from the next reply on: requests have their effect, and nobody hears of it. A
     * connection that lost something is reset, once healed, before more would come: TCP never goes on after a hole.
     */
    public Faults dropReplies() {
        return change(now -> now.with(ReplyFault.DROPPED));
    }

    /** Makes the first byte of every reply one that no reply begins with. */
    public Faults corruptReplies() {
        return change(now -> now.with(ReplyFault.CORRUPTED));
    }

    /**
     * Answers commands with an error in the server's stead, which never gets them; replies keep their order.
     *
     * @param commands which, by their upper-case first word
     * @param error the error in one line, such as {@code "-LOADING Redis is loading the dataset in memory"}
     */
    public Faults answer(Predicate<String> commands, String error) {
        return answerNext(Integer.MAX_VALUE, commands, error);
    }

    /** The same for this many commands, on all connections together. */
    public Faults answerNext(int count, Predicate<String> commands, String error) {
        InjectedError injected = new InjectedError(count, commands, error);
        return change(now -> now.with(injected));
    }

    /** Takes these faults back, also those that were set with another reach. */
    public Faults heal() {
        return change(now -> FaultSettings.NONE);
    }

    private Faults change(UnaryOperator<FaultSettings> change) {
        relay.change(scope, change, connection -> connection.change(change));
        return this;
    }
}
