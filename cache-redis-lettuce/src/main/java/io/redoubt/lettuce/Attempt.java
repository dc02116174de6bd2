package io.redoubt.lettuce;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulConnection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect. Whoever ends it first decides: a connection that comes after the attempt was given up is
 * closed. Thread-safe.
 */
final class Attempt<C extends StatefulConnection<byte[], byte[]>> {

    private final CompletableFuture<C> outcome = new CompletableFuture<>();

    /** The connection to come, or why there is none. */
    CompletableFuture<C> outcome() {
        return outcome;
    }

    /** Ends it in one way or the other. */
    void settle(@Nullable C connection, @Nullable Throwable failure) {
        if (failure != null) {
            outcome.completeExceptionally(failure);
        } else if (connection != null && !outcome.complete(connection)) {
            release(connection);
        }
    }

    /** Ends it without a connection, unless there is one by now. */
    void giveUp(String reason) {
        outcome.completeExceptionally(new RedisConnectionException(reason));
    }

    /** Ends it, and closes the connection if there is one by now, since nobody else will use it. */
    void abandon() {
        giveUp("nobody waits for it any more");
        if (!outcome.isCompletedExceptionally()) {
            release(outcome.join());
        }
    }

    /** Closes a connection without waiting for the end. */
    static void release(StatefulConnection<byte[], byte[]> connection) {
        var unused = connection.closeAsync();
    }
}
