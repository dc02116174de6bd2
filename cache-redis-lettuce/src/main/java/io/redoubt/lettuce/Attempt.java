package io.redoubt.lettuce;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to connect. Whoever ends it first decides; what there is of a connection is closed at once when it is given
 * up, and what comes later when it comes. Thread-safe.
 */
final class Attempt {

    private final CompletableFuture<Line> outcome = new CompletableFuture<>();
    private final ReadProgress progress;
    private volatile @Nullable Channel channel;

    Attempt(ReadProgress progress) {
        this.progress = progress;
        var unused = outcome.whenComplete((line, failure) -> {
            if (failure != null) {
                close(channel);
            }
        });
    }

    /** The connection to come, or why there is none. */
    CompletableFuture<Line> outcome() {
        return outcome;
    }

    /** The channel over which it is made, from its first moment. */
    void goesOver(Channel made) {
        channel = made;
        if (outcome.isCompletedExceptionally()) {
            close(made);
        }
    }

    /** Ends it in one way or the other. */
    void settle(@Nullable StatefulRedisConnection<byte[], byte[]> connection, @Nullable Throwable failure) {
        Channel made = channel;
        if (failure != null || connection == null || made == null) {
            outcome.completeExceptionally(failure == null ? new RedisConnectionException("no channel") : failure);
            return;
        }
        Line line = new Line(connection, made, progress);
        if (!outcome.complete(line)) {
            line.close();
        }
    }

    /** Ends it without a connection, unless there is one by now. */
    void giveUp(String reason) {
        outcome.completeExceptionally(new RedisConnectionException(reason));
    }

    private static void close(@Nullable Channel made) {
        if (made != null) {
            var unused = made.close();
        }
    }
}
