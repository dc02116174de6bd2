package io.redoubt.tck.fault;

import java.util.List;

/** Kind of call that the callers in a fault test make, such as a read or a script. */
enum CallType {
    /** Increment of a counter, which must not be executed twice. */
    INCREMENT,
    /** Read, which may be repeated. */
    READ,
    /** Increment of a counter by a script. */
    SCRIPT,
    /** Read of two keys by a script, which may be repeated. */
    SCRIPT_READ,
    /** Pipeline of two increments and a read, none of which may be repeated. */
    PIPELINE,
    /** Read with an argument of several megabytes. */
    LARGE_READ;

    /** The calls that every standard caller makes in turn. */
    static final List<CallType> STANDARD = List.of(INCREMENT, READ, SCRIPT, SCRIPT_READ, PIPELINE);

    boolean repeatable() {
        return this == READ || this == SCRIPT_READ;
    }
}
