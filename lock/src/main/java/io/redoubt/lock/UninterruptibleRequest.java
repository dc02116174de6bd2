package io.redoubt.lock;

import io.redoubt.api.StoreUnavailableException;
import java.util.function.BooleanSupplier;

/**
 * Execution of requests that an interrupt must not stop: an interrupted thread still releases its lock. Such
 * requests are bounded by the command timeout, and can be repeated safely.
 */
final class UninterruptibleRequest {

    /** Interpretation of the reply to the repeated request, if the first may have been executed. */
    enum OnRepeat {
        /** The second reply is as good as the first. */
        USE_REPLY,
        /** A negative second reply may be the effect of the first request, so the request counts as done. */
        ASSUME_DONE
    }

    private UninterruptibleRequest() {}

    /**
     * Sends the request, and repeats it once if an interrupt stopped it. The interrupt flag is restored
     * afterwards.
     */
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
