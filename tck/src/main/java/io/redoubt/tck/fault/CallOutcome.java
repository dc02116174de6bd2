package io.redoubt.tck.fault;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;

/**
 * Outcome of one Redis command in a fault test: a reply, an error code, or the kind of failure. It is written as one
 * word, followed by a question mark if the command may have been executed.
 */
record CallOutcome(String label) implements Comparable<CallOutcome> {

    static final CallOutcome ANSWERED = new CallOutcome("answered");
    static final CallOutcome UNREACHABLE = failure(Kind.UNREACHABLE, Execution.NOT_EXECUTED);
    /** The connection was lost after the command was sent, and the server could not be reached for the retry. */
    static final CallOutcome UNREACHABLE_ON_RETRY = failure(Kind.UNREACHABLE, Execution.UNKNOWN);

    static final CallOutcome ACCESS_DENIED = failure(Kind.ACCESS_DENIED, Execution.NOT_EXECUTED);
    static final CallOutcome ACCESS_DENIED_ON_RETRY = failure(Kind.ACCESS_DENIED, Execution.UNKNOWN);
    static final CallOutcome OVERLOADED = failure(Kind.OVERLOADED, Execution.NOT_EXECUTED);
    static final CallOutcome TIMEOUT_BEFORE_SEND = failure(Kind.TIMEOUT, Execution.NOT_EXECUTED);
    static final CallOutcome TIMEOUT = failure(Kind.TIMEOUT, Execution.UNKNOWN);
    static final CallOutcome CONNECTION_LOST = failure(Kind.CONNECTION_LOST, Execution.UNKNOWN);
    static final CallOutcome CONNECTION_LOST_BEFORE_SEND = failure(Kind.CONNECTION_LOST, Execution.NOT_EXECUTED);

    static CallOutcome of(DriverException failure) {
        return failure(failure.kind(), failure.execution());
    }

    static CallOutcome of(Reply reply) {
        if (reply instanceof Reply.Missing missing) {
            return of(missing.reason());
        }
        return reply instanceof Reply.Refusal refusal ? ofErrorReply(refusal.code(), refusal.message()) : ANSWERED;
    }

    static CallOutcome errorReply(String code) {
        return new CallOutcome(code);
    }

    boolean answered() {
        return equals(ANSWERED);
    }

    /** Returns whether an overloaded machine can cause the same outcome. */
    boolean isTimeout() {
        return equals(TIMEOUT) || equals(TIMEOUT_BEFORE_SEND);
    }

    /** Returns whether an open breaker or a reconnection can cause the same outcome. */
    boolean isConnectionFailure() {
        return equals(UNREACHABLE)
                || equals(UNREACHABLE_ON_RETRY)
                || equals(CONNECTION_LOST)
                || equals(CONNECTION_LOST_BEFORE_SEND);
    }

    private static CallOutcome failure(Kind kind, Execution execution) {
        return new CallOutcome(kind + (execution == Execution.UNKNOWN ? "?" : ""));
    }

    /** Redis 6.2 wraps the error reply of a script's command in a sentence, from which the code is extracted. */
    private static CallOutcome ofErrorReply(String code, String message) {
        for (String inside : new String[] {"READONLY", "OOM"}) {
            if (code.equals("ERR") && message.contains("-" + inside)) {
                return new CallOutcome(inside);
            }
        }
        return new CallOutcome(code);
    }

    @Override
    public int compareTo(CallOutcome other) {
        return label.compareTo(other.label);
    }

    @Override
    public String toString() {
        return label;
    }
}
