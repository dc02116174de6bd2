package io.redoubt.redis.core;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.Set;

/** The translation of a driver's failures and a server's refusals into the exceptions of the API. */
final class Failures {

    /** Refusals that pass by themselves: the server is loading, failing over, or busy with a script. */
    private static final Set<String> PASSING =
            Set.of("LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "BUSY", "TRYAGAIN");

    private Failures() {}

    static RedoubtException of(Operation operation, DriverException e) {
        return of(operation, e, Effect.NONE);
    }

    /**
     * @param others whether other commands of the same operation may have taken effect
     */
    static RedoubtException of(Operation operation, DriverException e, Effect others) {
        Effect effect = e.execution() == DriverException.Execution.UNKNOWN ? Effect.UNKNOWN : others;
        String what = operation + ": " + e.getMessage() + told(effect);
        return switch (e.kind()) {
            case TIMEOUT ->
                new StoreTimeoutException(what + ". If the server is healthy, raise the command timeout", effect, e);
            case ACCESS_DENIED ->
                new StoreRejectedException(
                        what + ". Check user, password, database and TLS of the Redis settings", "ACCESS_DENIED", e);
            case OVERLOADED ->
                new StoreUnavailableException(
                        what + ". Send less at a time, or raise maxConnections or maxPending", effect, e);
            case UNREACHABLE ->
                new StoreUnavailableException(
                        what + ". Check that the server runs and that host and port are right", effect, e);
            case CONNECTION_LOST ->
                new StoreUnavailableException(what + ". The driver reconnects by itself", effect, e);
            case INTERRUPTED ->
                new StoreUnavailableException(
                        what + ". Somebody interrupted this thread, and its interrupt flag is set", effect, e);
            case CLOSED ->
                new StoreUnavailableException(what + ". Redoubt is closed: do not use it after close()", effect, e);
            case PROTOCOL ->
                new StoreUnavailableException(
                        what + ". Check that host and port are those of a Redis server", effect, e);
        };
    }

    static RedoubtException of(Operation operation, Reply.Refusal refusal) {
        return of(operation, refusal, Effect.NONE);
    }

    /**
     * @param others whether other commands of the same operation may have taken effect
     */
    static RedoubtException of(Operation operation, Reply.Refusal refusal, Effect others) {
        String what = operation + ": Redis refused: " + refusal.message();
        if (PASSING.contains(refusal.code())) {
            return new StoreUnavailableException(what + told(others) + ". This passes by itself", others, null);
        }
        return new StoreRejectedException(what + remedy(refusal.code()), refusal.code(), null);
    }

    private static String told(Effect effect) {
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
