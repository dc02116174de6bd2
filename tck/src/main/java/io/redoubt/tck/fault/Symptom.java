package io.redoubt.tck.fault;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;

/**
 * How a command ended, in a word: a reply, the code of a refusal, or the kind of a failure, with a question mark where it
 * may have been executed.
 */
record Symptom(String word) implements Comparable<Symptom> {

    static final Symptom ANSWERED = new Symptom("answered");
    static final Symptom UNREACHABLE = failure(Kind.UNREACHABLE, Execution.NOT_EXECUTED);
    /** What was lost on its way is repeated, and there is nobody any more. */
    static final Symptom NOT_REACHED_AGAIN = failure(Kind.UNREACHABLE, Execution.UNKNOWN);

    static final Symptom ACCESS_DENIED = failure(Kind.ACCESS_DENIED, Execution.NOT_EXECUTED);
    static final Symptom DENIED_AGAIN = failure(Kind.ACCESS_DENIED, Execution.UNKNOWN);
    static final Symptom OVERLOADED = failure(Kind.OVERLOADED, Execution.NOT_EXECUTED);
    static final Symptom NOT_SENT = failure(Kind.TIMEOUT, Execution.NOT_EXECUTED);
    static final Symptom TIMEOUT = failure(Kind.TIMEOUT, Execution.UNKNOWN);
    static final Symptom LOST = failure(Kind.CONNECTION_LOST, Execution.UNKNOWN);
    static final Symptom LOST_BEFORE = failure(Kind.CONNECTION_LOST, Execution.NOT_EXECUTED);

    static Symptom of(DriverException failure) {
        return failure(failure.kind(), failure.execution());
    }

    static Symptom of(Reply reply) {
        if (reply instanceof Reply.Missing missing) {
            return of(missing.reason());
        }
        return reply instanceof Reply.Refusal refusal ? refused(refusal.code(), refusal.message()) : ANSWERED;
    }

    static Symptom refusal(String code) {
        return new Symptom(code);
    }

    boolean answered() {
        return equals(ANSWERED);
    }

    /** Whether a machine that is too busy shows it as well. */
    boolean late() {
        return equals(TIMEOUT) || equals(NOT_SENT);
    }

    /** Whether a server that is left alone, and connected to anew, shows it as well. */
    boolean ofBreaker() {
        return equals(UNREACHABLE) || equals(NOT_REACHED_AGAIN) || equals(LOST) || equals(LOST_BEFORE);
    }

    private static Symptom failure(Kind kind, Execution execution) {
        return new Symptom(kind + (execution == Execution.UNKNOWN ? "?" : ""));
    }

    /** Redis 6.2 wraps what a script was refused for into a sentence. */
    private static Symptom refused(String code, String message) {
        for (String inside : new String[] {"READONLY", "OOM"}) {
            if (code.equals("ERR") && message.contains("-" + inside)) {
                return new Symptom(inside);
            }
        }
        return new Symptom(code);
    }

    @Override
    public int compareTo(Symptom other) {
        return word.compareTo(other.word);
    }

    @Override
    public String toString() {
        return word;
    }
}
