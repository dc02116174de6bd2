package io.redoubt.jedis;

import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException.Kind;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Limit on the number of commands that wait for a connection or a reply, and on their total size in bytes.
 * Thread-safe.
 */
final class PendingLimit {

    private static final int MAX_CHUNK_COMMANDS = 1_000;
    private static final int MAX_CHUNK_BYTES = 1024 * 1024;

    /** The divisor of the free room that limits a long pipeline, so that other calls find room as well. */
    private static final int SHARE = 4;

    private final int maxCommands;
    private final ExceptionTranslator exceptions;
    private final Semaphore commands;
    private final Semaphore bytes;

    PendingLimit(int maxCommands, long maxBytes, ExceptionTranslator exceptions) {
        this.maxCommands = maxCommands;
        this.exceptions = exceptions;
        this.commands = new Semaphore(maxCommands);
        this.bytes = new Semaphore(clamped(maxBytes));
    }

    static PendingLimit of(RedisSettings settings, ExceptionTranslator exceptions) {
        return new PendingLimit(settings.maxPending(), settings.maxPendingBytes(), exceptions);
    }

    /** Returns the number of pending commands. */
    int pending() {
        return maxCommands - commands.availablePermits();
    }

    /**
     * Admits commands, which must be released once.
     *
     * @throws io.redoubt.redis.spi.DriverException if too many commands or bytes would be pending; none is
     *     admitted then
     */
    void acquire(int newCommands, long newBytes) {
        if (!commands.tryAcquire(newCommands)) {
            throw exceptions.notExecuted(Kind.OVERLOADED, "is kept too busy: too many commands are pending");
        }
        if (!bytes.tryAcquire(clamped(newBytes))) {
            commands.release(newCommands);
            throw exceptions.notExecuted(Kind.OVERLOADED, "is kept too busy: too many bytes are pending");
        }
    }

    void release(int oldCommands, long oldBytes) {
        bytes.release(clamped(oldBytes));
        commands.release(oldCommands);
    }

    /** Admits the commands of a pipeline or, for a long pipeline, as many of them as may be pending at a time. */
    Permit acquire(List<Command> pipeline, long pipelineBytes) {
        int free = commands.availablePermits();
        int chunk = pipeline.size();
        if (chunk > Math.min(MAX_CHUNK_COMMANDS, free)) {
            chunk = Math.max(1, Math.min(MAX_CHUNK_COMMANDS, free / SHARE));
        }
        int freeBytes = bytes.availablePermits();
        long chunkBytes = pipelineBytes;
        if (chunkBytes > Math.min(MAX_CHUNK_BYTES, freeBytes)) {
            chunkBytes = Math.min(MAX_CHUNK_BYTES, freeBytes / SHARE);
            for (Command command : pipeline) {
                chunkBytes = Math.max(chunkBytes, RespCodec.bytes(command));
            }
        }
        Permit permit = new Permit(this, chunk, chunkBytes);
        acquire(chunk, chunkBytes);
        return permit;
    }

    /** Limits a number of bytes to the range of a semaphore. More than two gigabytes are never pending. */
    private static int clamped(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    /** Permit for a number of commands with a total size in bytes to be pending at a time. */
    record Permit(PendingLimit limit, int commands, long bytes) {

        /** Returns whether another command may be sent before the replies to earlier commands have arrived. */
        boolean allows(int unanswered, long unansweredBytes, long newBytes) {
            return unanswered == 0
                    || (unanswered < commands && unansweredBytes + newBytes <= Math.min(MAX_CHUNK_BYTES, bytes));
        }

        /** Releases the permit. To be called once. */
        void release() {
            limit.release(commands, bytes);
        }
    }
}
