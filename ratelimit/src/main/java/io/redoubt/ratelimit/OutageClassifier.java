package io.redoubt.ratelimit;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import java.util.Set;

/**
 * Utility class that decides whether an exception means that the rate limit store is unavailable. During an outage the
 * policies decide; all other failures reach the caller, because neither admitting nor rejecting would be an answer to
 * them.
 */
final class OutageClassifier {

    /** Codes of refusals by a server that cannot write at the moment, independent of the client. */
    private static final Set<String> CODES = Set.of("OOM", "MISCONF", "NOREPLICAS");

    private OutageClassifier() {}

    /**
     * Returns whether the failure is an outage: the store is not reachable, does not reply in time, or cannot serve
     * writes at the moment. An interrupt, a missing permission, a foreign value under the key and an unknown error
     * are none.
     */
    static boolean isOutage(RedoubtException failure) {
        return failure instanceof StoreUnavailableException
                || (failure instanceof StoreRejectedException rejected && CODES.contains(rejected.code()));
    }
}
