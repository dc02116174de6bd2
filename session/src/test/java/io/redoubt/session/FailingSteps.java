package io.redoubt.session;

/** Sequence of steps one of which fails with an {@link OutOfMemoryError}, as any that needs memory may. */
final class FailingSteps {

    private int left = Integer.MAX_VALUE;

    /** Lets the step fail that comes after so many others. */
    void failAfter(int steps) {
        left = steps;
    }

    /** Takes a step. */
    void step() {
        if (left-- == 0) {
            throw new OutOfMemoryError("of a test");
        }
    }

    /** Runs a change. Returns whether it failed; no step fails any more then. */
    boolean fails(Runnable change) {
        try {
            change.run();
            return false;
        } catch (OutOfMemoryError e) {
            return true;
        } finally {
            left = Integer.MAX_VALUE;
        }
    }
}
