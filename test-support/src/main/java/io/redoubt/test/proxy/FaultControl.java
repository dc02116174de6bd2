package io.redoubt.test.proxy;

import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Controller through which a test injects faults into the connections of a {@link FaultProxy}. Thread-safe. Each fault
 * lasts until {@link #heal()} and adds to the existing faults; setting the same fault again replaces it.
 */
public final class FaultControl {

    private final FaultInjectingRelay relay;
    private final AffectedConnections affected;

    FaultControl(FaultInjectingRelay relay, AffectedConnections affected) {
        this.relay = relay;
        this.affected = affected;
    }

    /** Accepts connections and forwards nothing in either direction. Bytes sent meanwhile arrive after healing. */
    public FaultControl blackHole() {
        return change(now ->
                now.requests(now.requests().stopped()).replies(now.replies().stopped()));
    }

    /** Stops reading from the client, so that its writes block once the buffers of the operating system are full. */
    public FaultControl stopReading() {
        return change(now -> now.requests(now.requests().stopped()));
    }

    /** Delays requests and replies by the given time each, so that a round trip takes twice that time longer. */
    public FaultControl delay(Duration eachWay) {
        return delay(eachWay, eachWay);
    }

    /** Holds back replies of the server, which arrive after healing. Requests are forwarded. */
    public FaultControl holdReplies() {
        return change(now -> now.replies(now.replies().stopped()));
    }

    /**
     * Delays requests and replies by the given times, accurate to about a tenth of a millisecond if a processor is
     * free. The order is kept, and up to 4 MB can be queued.
     */
    public FaultControl delay(Duration requests, Duration replies) {
        return change(now -> now.requests(now.requests().delayed(requests.toNanos()))
                .replies(now.replies().delayed(replies.toNanos())));
    }

    /** Limits the bytes per second in each direction of each connection. */
    public FaultControl throttle(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("At least one byte per second, not " + bytesPerSecond);
        }
        return change(now -> now.requests(now.requests().throttled(bytesPerSecond))
                .replies(now.replies().throttled(bytesPerSecond)));
    }

    /**
     * Resets each connection (RST) once this many more bytes were sent to its client, which receives the bytes that
     * it reads immediately. With 0, the first reply is lost completely, after the server sent it.
     */
    public FaultControl resetAfter(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("Not a number of bytes: " + bytes);
        }
        relay.change(
                affected,
                ofNew -> ofNew.resetAt(bytes),
                connection -> connection.change(now -> now.resetAt(connection.written() + bytes)));
        return this;
    }

    /**
     * Drops all replies of the server, starting with the next reply: requests take effect, but the client gets no
     * reply to them. A connection that has lost bytes is reset after healing, before more bytes would arrive,
     * because TCP never continues after a gap.
     */
    public FaultControl dropReplies() {
        return change(now -> now.with(ReplyFault.DROPPED));
    }

    /** Replaces the first byte of every reply by a byte with which no reply begins. */
    public FaultControl corruptReplies() {
        return change(now -> now.with(ReplyFault.CORRUPTED));
    }

    /**
     * Answers commands with an error in place of the server, which does not receive them. The order of replies is
     * kept.
     *
     * @param commands selects commands by their first word in upper case
     * @param error the error in one line, such as {@code "-LOADING Redis is loading the dataset in memory"}
     */
    public FaultControl answer(Predicate<String> commands, String error) {
        return answerNext(Integer.MAX_VALUE, commands, error);
    }

    /** Same as {@link #answer}, for this many commands of all connections together. */
    public FaultControl answerNext(int count, Predicate<String> commands, String error) {
        if (!error.startsWith("-") || error.indexOf('\n') >= 0 || error.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("Not an error in one line, such as -LOADING: " + error);
        }
        return reply(new InjectedReply(count, commands, error));
    }

    /**
     * Answers commands with any reply in place of the server, which does not receive them.
     *
     * @param commands selects commands by their first word in upper case
     * @param reply the reply as the server would send it, without the last line break, such as {@code ":1"}
     */
    public FaultControl reply(Predicate<String> commands, String reply) {
        return reply(new InjectedReply(Integer.MAX_VALUE, commands, reply));
    }

    private FaultControl reply(InjectedReply injected) {
        return change(now -> now.with(injected));
    }

    /** Removes the faults of these connections, including faults that were set through another control. */
    public FaultControl heal() {
        return change(now -> FaultSettings.NONE);
    }

    private FaultControl change(UnaryOperator<FaultSettings> change) {
        relay.change(affected, change, connection -> connection.change(change));
        return this;
    }
}
