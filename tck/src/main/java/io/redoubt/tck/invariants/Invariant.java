package io.redoubt.tck.invariants;

/** Condition that must be the same before and after a test, such as the set of running threads. */
@FunctionalInterface
public interface Invariant {

    /** Records the state before the test. */
    Snapshot snapshot();

    /** State recorded before the test. */
    @FunctionalInterface
    interface Snapshot {

        /**
         * Compares with the state after the test, which must have closed all that it opened. Waits for resources
         * that are released in the background, for at most twenty seconds unless configured otherwise.
         *
         * @throws AssertionError if the test left something behind; the message names it
         */
        void verify();
    }
}
