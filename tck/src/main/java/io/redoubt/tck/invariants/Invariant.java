package io.redoubt.tck.invariants;

/** Something that a test must leave as it found it. */
@FunctionalInterface
public interface Invariant {

    /** How things stand before the test. */
    Snapshot snapshot();

    /** How things stood before the test. */
    @FunctionalInterface
    interface Snapshot {

        /**
         * Compares with how things stand now, after the test has closed all that it opened. Waits for what ends
         * in the background, twenty seconds at most unless told otherwise.
         *
         * @throws AssertionError if something was left behind; the message names it
         */
        void verify();
    }
}
