package io.redoubt.redis.spi.support;

import io.redoubt.redis.spi.Reply;

/**
 * Budget of bytes for all replies of one call, such as a pipeline. Its chunks share the budget. For use by one thread
 * at a time.
 */
public final class ReplyBudget {

    private static final ReplyBudget UNLIMITED = new ReplyBudget(Long.MAX_VALUE);

    private final long maxBytes;
    private long left;

    private ReplyBudget(long maxBytes) {
        this.maxBytes = maxBytes;
        this.left = maxBytes;
    }

    /** Returns the budget of a call. That of a single command is unlimited: {@link ReplySizeScanner} limits its reply. */
    public static ReplyBudget of(int commands, long maxBytes) {
        return commands > 1 ? new ReplyBudget(maxBytes) : UNLIMITED;
    }

    /** Returns the maximum size of all replies in bytes. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Takes a reply into account. Returns false if the replies together are too large. */
    public boolean admits(Reply reply) {
        if (this == UNLIMITED) {
            return true;
        }
        left -= size(reply);
        return left >= 0;
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
