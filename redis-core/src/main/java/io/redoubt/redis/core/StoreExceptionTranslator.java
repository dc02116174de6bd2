package io.redoubt.redis.core;

import io.redoubt.api.ClosedException;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.Set;

/** Translator that turns driver exceptions and Redis error replies into exceptions of the public API. */
final class StoreExceptionTranslator {

    /** Code of the exception for a reply that is larger than allowed, which says nothing about its command. */
    static final String REPLY_TOO_LARGE = "REPLY_TOO_LARGE";

    /** Codes of transient errors: the server is loading, failing over, or busy with a script. */
    private static final Set<String> TRANSIENT_CODES =
            Set.of("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "BUSY", "TRYAGAIN");

    private StoreExceptionTranslator() {}

    static RedoubtException translate(OperationDescription operation, DriverException e) {
        return translate(operation, e, Effect.NONE);
    }

    /**
     * Translates the exception of a driver.
     *
     * @param otherCommands whether other commands of the same operation may have taken effect
     */
    static RedoubtException translate(OperationDescription operation, DriverException e, Effect otherCommands) {
        Effect effect = e.execution() == DriverException.Execution.UNKNOWN ? Effect.UNKNOWN : otherCommands;
        String message = operation + ": " + e.getMessage() + effectText(effect);
        return switch (e.kind()) {
            case TIMEOUT -> new StoreTimeoutException(message + remedy(e.kind()), effect, e);
            case ACCESS_DENIED -> new StoreRejectedException(message + remedy(e.kind()), "ACCESS_DENIED", e);
            case OVERLOADED, UNREACHABLE, CONNECTION_LOST, PROTOCOL ->
                new StoreUnavailableException(message + remedy(e.kind()), effect, e);
            case REPLY_TOO_LARGE -> new StoreRejectedException(message + remedy(e.kind()), REPLY_TOO_LARGE, e);
            case INTERRUPTED -> new RedoubtInterruptedException(message + remedy(e.kind()), effect, e);
            case CLOSED ->
                effect == Effect.UNKNOWN
                        ? new StoreUnavailableException(message + ". Redoubt was closed meanwhile", effect, e)
                        : new ClosedException(message + remedy(e.kind()), e);
        };
    }

    /** Returns what to do about the failure of a driver, as a sentence that follows the reason. */
    static String remedy(DriverException.Kind kind) {
        return switch (kind) {
            case TIMEOUT -> ". If the server is healthy, raise the command timeout";
            case ACCESS_DENIED -> ". Check user, password, database and TLS of the Redis settings";
            case OVERLOADED -> ". Send less at a time, or raise maxConnections or maxPending";
            case UNREACHABLE -> ". Check that the server runs and that host and port are right";
            case CONNECTION_LOST -> ". The driver reconnects by itself";
            case REPLY_TOO_LARGE -> ". Ask for less at a time, store smaller values, or raise maxReplyBytes";
            case INTERRUPTED -> ". This thread was interrupted, and its interrupt flag is set";
            case CLOSED -> ". Redoubt is closed: do not use it after close()";
            case PROTOCOL -> ". Check that host and port are those of a Redis server";
        };
    }

    static RedoubtException translate(OperationDescription operation, Reply.Refusal refusal) {
        return translate(operation, refusal, Effect.NONE);
    }

    /**
     * Translates an error reply.
     *
     * @param otherCommands whether other commands of the same operation may have taken effect
     */
    static RedoubtException translate(OperationDescription operation, Reply.Refusal refusal, Effect otherCommands) {
        String message = operation + ": Redis refused: " + refusal.message();
        if (TRANSIENT_CODES.contains(refusal.code())) {
            return new StoreUnavailableException(
                    message + effectText(otherCommands) + remedy(refusal.code()), otherCommands, null);
        }
        return new StoreRejectedException(message + remedy(refusal.code()), refusal.code(), null);
    }

    private static String effectText(Effect effect) {
        return effect == Effect.UNKNOWN ? "; it may have taken effect" : "; it did not take effect";
    }

    /** Returns what to do about an error reply, as a sentence that follows the reason; empty if that is not known. */
    static String remedy(String code) {
        if (TRANSIENT_CODES.contains(code)) {
            return ". This passes by itself";
        }
        return switch (code) {
            case "WRONGTYPE" -> ". Use another key, or delete what is there";
            case "OOM" -> ". Give the server more memory, or shorter times to live";
            case "NOPERM", "NOAUTH", "WRONGPASS" -> ". Check the ACL of the user in the Redis settings";
            case "MOVED", "ASK" ->
                ". This server belongs to a cluster: name it by a URL that begins with redis-cluster://";
            case "CROSSSLOT" -> ". In a cluster, keys that are used together need the same {hash tag}";
            case "MISCONF" -> ". See the server's log: it cannot save its data";
            default -> "";
        };
    }
}
