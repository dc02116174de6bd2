package io.redoubt.redis.core;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.redis.core.support.ReplyValues;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Utility class that decides whether an exception was caused by the data store, which is Redis or the memory of the
 * process, and whether a failed call may have taken effect, and merges the exceptions of a bulk operation into one.
 */
public final class StoreFailures {

    /** Maximum number of keys that a message names. */
    static final int MAX_NAMED_KEYS = 20;

    /** Codes of exceptions about the reply, not about the command. */
    private static final Set<String> EFFECT_UNKNOWN =
            Set.of(StoreExceptionTranslator.REPLY_TOO_LARGE, ReplyValues.UNEXPECTED);

    private StoreFailures() {}

    /**
     * Returns whether the store is the reason: it gave no answer, or refused. Otherwise the program is: it interrupted
     * the thread, closed the store, or passed something invalid.
     */
    public static boolean isOfStore(RedoubtException failure) {
        return failure instanceof StoreUnavailableException || failure instanceof StoreRejectedException;
    }

    /**
     * Returns whether a single call that ended with this may have taken effect: its reply was lost, too large or of
     * another type than documented, or it ended with an exception that is none of Redoubt's.
     */
    public static boolean mayHaveTakenEffect(Throwable failure) {
        if (failure instanceof StoreUnavailableException unavailable) {
            return unavailable.mayHaveTakenEffect();
        }
        if (failure instanceof RedoubtInterruptedException interrupted) {
            return interrupted.mayHaveTakenEffect();
        }
        if (failure instanceof StoreRejectedException rejected) {
            return EFFECT_UNKNOWN.contains(rejected.code());
        }
        return !(failure instanceof RedoubtException);
    }

    /**
     * Returns the exception for a bulk operation that failed for some or all of its keys. If it was executed for the
     * others, the exception names the keys.
     *
     * @param operation what was called, for the message
     * @param keys the number of all keys of the operation
     * @param failures why each key failed, at least one
     * @param ofOthers whether the operation has an effect on keys for which it was executed
     */
    public static RedoubtException ofKeys(
            String operation, int keys, Map<String, RedoubtException> failures, Effect ofOthers) {
        RedoubtException worst = worst(failures.values());
        if (failures.size() == keys) {
            return worst;
        }
        String message = operation + ": " + failures.size() + " of " + keys + " keys failed, and the others did not: "
                + failures.keySet().stream().limit(MAX_NAMED_KEYS).collect(Collectors.joining(", "))
                + (failures.size() > MAX_NAMED_KEYS ? ", and more (failedKeys() has all)" : "") + ". The reason of "
                + (failures.size() == 1 ? "it" : "one of them") + ": " + worst.getMessage();
        if (worst instanceof StoreUnavailableException unavailable) {
            Effect effect = unavailable.mayHaveTakenEffect() ? Effect.UNKNOWN : ofOthers;
            return unavailable instanceof StoreTimeoutException
                    ? new StoreTimeoutException(message, effect, failures.keySet(), worst)
                    : new StoreUnavailableException(message, effect, failures.keySet(), worst);
        }
        return worst instanceof StoreRejectedException rejected
                ? new StoreRejectedException(message, rejected.code(), failures.keySet(), worst)
                : worst;
    }

    /** Returns the failure that tells most: one that may have taken effect, else one that passes by itself. */
    private static RedoubtException worst(Collection<RedoubtException> failures) {
        RedoubtException worst = failures.iterator().next();
        for (RedoubtException each : failures) {
            worst = severity(each) > severity(worst) ? each : worst;
        }
        return worst;
    }

    private static int severity(RedoubtException failure) {
        if (failure instanceof StoreUnavailableException unavailable) {
            return unavailable.mayHaveTakenEffect() ? 2 : 1;
        }
        return failure instanceof StoreRejectedException ? 0 : 3;
    }
}
