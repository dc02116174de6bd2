package io.redoubt.tck.fault;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;

/**
 * How a command ended, in a word: a reply, the code of a refusal, or the kind of a failure, with a question mark where it
 * may have been executed.
 */
record CallOutcome(String label) implements Comparable<CallOutcome> {

    static final CallOutcome ANSWERED = new CallOutcome("answered");
    static final CallOutcome UNREACHABLE = failure(Kind.UNREACHABLE, Execution.NOT_EXECUTED);
    /** What was lost on its way is repeated, and there is nobody any more. */
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

    /** Whether a machine that is too busy shows it as well. */
    boolean isTimeout() {
        return equals(TIMEOUT) || equals(TIMEOUT_BEFORE_SEND);
    }

    /** Whether a server that is left alone, and connected to anew, shows it as well. */
    boolean isConnectionFailure() {
        return equals(UNREACHABLE) || equals(UNREACHABLE_ON_RETRY) || equals(CONNECTION_LOST) || equals(CONNECTION_LOST_BEFORE_SEND);
    }

    private static CallOutcome failure(Kind kind, Execution execution) {
        return new CallOutcome(kind + (execution == Execution.UNKNOWN ? "?" : ""));
    }

    /** Redis 6.2 wraps what a script was refused for into a sentence. */
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
