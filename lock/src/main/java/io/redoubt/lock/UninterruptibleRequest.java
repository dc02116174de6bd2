package io.redoubt.lock;

import io.redoubt.api.StoreUnavailableException;
import java.util.function.BooleanSupplier;

/**
 * Requests that an interrupt must not stop: a worker that is interrupted still releases its lock. They are bounded by the
 * command timeout, and bear being repeated.
 */
final class UninterruptibleRequest {

    /** What the answer to the repeated request means, if the first one may have been executed. */
    enum OnRepeat {
        /** The answer is as good as the first one. */
        USE_REPLY,
        /** The first may have undone the reason for the second. */
        ASSUME_DONE
    }

    private UninterruptibleRequest() {}

    /** Makes the request, once more if an interrupt stopped it, and sets the interrupt flag afterwards if it was. */
    static boolean run(BooleanSupplier request, OnRepeat onRepeat) {
        boolean interrupted = Thread.interrupted();
        try {
            return request.getAsBoolean();
        } catch (StoreUnavailableException e) {
            if (!Thread.interrupted()) {
                throw e;
            }
            interrupted = true;
            boolean repeatReply = request.getAsBoolean();
            return repeatReply || (onRepeat == OnRepeat.ASSUME_DONE && e.mayHaveTakenEffect());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
