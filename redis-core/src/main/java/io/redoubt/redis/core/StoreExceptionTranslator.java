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

/** Translator of driver exceptions and error replies into the exceptions of the API. */
final class StoreExceptionTranslator {

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
            case TIMEOUT ->
                new StoreTimeoutException(message + ". If the server is healthy, raise the command timeout", effect, e);
            case ACCESS_DENIED ->
                new StoreRejectedException(
                        message + ". Check user, password, database and TLS of the Redis settings", "ACCESS_DENIED", e);
            case OVERLOADED ->
                new StoreUnavailableException(
                        message + ". Send less at a time, or raise maxConnections or maxPending", effect, e);
            case UNREACHABLE ->
                new StoreUnavailableException(
                        message + ". Check that the server runs and that host and port are right", effect, e);
            case CONNECTION_LOST ->
                new StoreUnavailableException(message + ". The driver reconnects by itself", effect, e);
            case INTERRUPTED ->
                new RedoubtInterruptedException(
                        message + ". This thread was interrupted, and its interrupt flag is set", effect, e);
            case CLOSED ->
                effect == Effect.UNKNOWN
                        ? new StoreUnavailableException(message + ". Redoubt was closed meanwhile", effect, e)
                        : new ClosedException(message + ". Redoubt is closed: do not use it after close()", e);
            case REPLY_TOO_LARGE ->
                new StoreRejectedException(
                        message + ". Ask for less at a time, store smaller values, or raise maxReplyBytes",
                        "REPLY_TOO_LARGE",
                        e);
            case PROTOCOL ->
                new StoreUnavailableException(
                        message + ". Check that host and port are those of a Redis server", effect, e);
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
                    message + effectText(otherCommands) + ". This passes by itself", otherCommands, null);
        }
        return new StoreRejectedException(message + remedy(refusal.code()), refusal.code(), null);
    }

    private static String effectText(Effect effect) {
        return effect == Effect.UNKNOWN ? "; it may have taken effect" : "; it did not take effect";
    }

    private static String remedy(String code) {
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
