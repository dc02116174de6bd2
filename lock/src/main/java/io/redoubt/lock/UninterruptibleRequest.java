package io.redoubt.lock;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.redis.core.support.InterruptDeferral;
import java.util.function.BooleanSupplier;

/**
 * Utility class that sends a request to the lock store even if the calling thread is interrupted. So an interrupted
 * thread still releases its lock. Such requests are bounded by the command timeout, and can be repeated safely.
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
        return InterruptDeferral.duringCall(() -> {
            try {
                return request.getAsBoolean();
            } catch (RedoubtInterruptedException e) {
                return InterruptDeferral.duringCall(
                        () -> request.getAsBoolean() || (onRepeat == OnRepeat.ASSUME_DONE && e.mayHaveTakenEffect()));
            }
        });
    }
}
