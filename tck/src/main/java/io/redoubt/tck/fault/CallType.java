package io.redoubt.tck.fault;

import java.util.List;

/** What callers do. */
enum CallType {
    /** A step of a counter, which must not be taken twice. */
    INCREMENT,
    /** A read, which may be repeated. */
    READ,
    /** A step of a counter by a script. */
    SCRIPT,
    /** A read of two keys by a script, which may be repeated. */
    SCRIPT_READ,
    /** Two steps and a read together, none of which may be repeated. */
    PIPELINE,
    /** A request of megabytes. */
    LARGE_READ;

    /** What every caller does in turn. */
    static final List<CallType> STANDARD = List.of(INCREMENT, READ, SCRIPT, SCRIPT_READ, PIPELINE);

    boolean repeatable() {
        return this == READ || this == SCRIPT_READ;
    }
}
