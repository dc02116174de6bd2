package io.redoubt.redis.spi.support;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Budget that limits the total size of all replies to one pipeline of Redis commands. The chunks of a pipeline share
 * the budget. For use by one thread at a time.
 */
public final class ReplyBudget {

    private static final ReplyBudget UNLIMITED = new ReplyBudget(Long.MAX_VALUE);

    private final long maxBytes;
    private long left;
    /** What stands for each reply that was dropped; null before the first. One for all, since there may be many. */
    private Reply.@Nullable Missing dropped;

    private ReplyBudget(long maxBytes) {
        this.maxBytes = maxBytes;
        this.left = maxBytes;
    }

    /**
     * Returns the budget of a call. That of a single command is unlimited: {@link ReplySizeScanner} limits its reply.
     */
    public static ReplyBudget of(int commands, long maxBytes) {
        return commands > 1 ? new ReplyBudget(maxBytes) : UNLIMITED;
    }

    /**
     * Takes a reply into account. Returns it, or what stands for it if the replies together would be too large. A reply
     * that is dropped takes up none of the budget, so a smaller one after it may be admitted.
     */
    public Reply admitted(Reply reply, NodeExceptionTranslator exceptions) {
        if (this == UNLIMITED) {
            return reply;
        }
        long size = size(reply);
        if (size <= left) {
            left -= size;
            return reply;
        }
        Reply.Missing missing = dropped;
        if (missing == null) {
            missing = new Reply.Missing(exceptions.replyTooLarge(maxBytes));
            dropped = missing;
        }
        return missing;
    }

    /**
     * Returns the reason why no chunk is sent after one that has been answered, or null if the next one is sent.
     *
     * @param last the last reply of the chunk
     */
    public @Nullable DriverException reasonToStop(Reply last, NodeExceptionTranslator exceptions) {
        if (dropped != null) {
            // The server would send replies only for them to be dropped.
            return dropped.reason().withExecution(Execution.NOT_EXECUTED);
        }
        if (!(last instanceof Reply.Missing missing)) {
            return null;
        }
        // The cause affects the later commands too; sending them without that reply would also break their order.
        return missing.reason().kind() == Kind.REPLY_TOO_LARGE
                ? exceptions.closedOverReply(missing.reason())
                : missing.reason().withExecution(Execution.NOT_EXECUTED);
    }

    private static long size(Reply reply) {
        if (reply instanceof Reply.Data data) {
            return data.value().length;
        }
        if (reply instanceof Reply.Array array) {
            long size = 0;
            for (Reply element : array.elements()) {
                size += ReplySizeScanner.ELEMENT_BYTES + size(element);
            }
            return size;
        }
        return 0;
    }
}
