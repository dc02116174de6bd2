package io.redoubt.jedis;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.RedisSettings;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Limit on the commands, and on their bytes, that wait for a connection or a reply. Thread-safe, lock-free. */
final class PendingLimit {

    private static final int MAX_CHUNK_COMMANDS = 1_000;
    private static final long MAX_CHUNK_BYTES = 1024 * 1024;
    private static final int SHARE = 4;

    private final int maxCommands;
    private final long maxBytes;
    private final ExceptionTranslator exceptions;
    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    PendingLimit(int maxCommands, long maxBytes, ExceptionTranslator exceptions) {
        this.maxCommands = maxCommands;
        this.maxBytes = maxBytes;
        this.exceptions = exceptions;
    }

    static PendingLimit of(RedisSettings settings, ExceptionTranslator exceptions) {
        return new PendingLimit(settings.maxPending(), settings.maxPendingBytes(), exceptions);
    }

    /** How many commands are pending. */
    int pending() {
        return commands.get();
    }

    /**
     * Adds commands, which must be released once.
     *
     * @throws io.redoubt.redis.spi.DriverException if there would be too many commands or bytes; none is added then
     */
    void acquire(int newCommands, long newBytes) {
        int before = commands.get();
        while (newCommands <= maxCommands - before && !commands.compareAndSet(before, before + newCommands)) {
            before = commands.get();
        }
        if (newCommands > maxCommands - before) {
            throw exceptions.overloaded(maxCommands + " commands are pending");
        }
        long bytesBefore = bytes.get();
        while (newBytes <= maxBytes - bytesBefore && !bytes.compareAndSet(bytesBefore, bytesBefore + newBytes)) {
            bytesBefore = bytes.get();
        }
        if (newBytes > maxBytes - bytesBefore) {
            commands.addAndGet(-newCommands);
            throw exceptions.overloaded("commands of " + maxBytes + " bytes are pending");
        }
    }

    void release(int oldCommands, long oldBytes) {
        bytes.addAndGet(-oldBytes);
        commands.addAndGet(-oldCommands);
    }

    /**
     * Adds the commands of a pipeline, or, where they are many, as many as may be pending at a time: a share of what is
     * free, so that others find room as well.
     */
    Permit acquire(List<Command> pipeline, long pipelineBytes) {
        int freeCommands = maxCommands - commands.get();
        long freeBytes = maxBytes - bytes.get();
        int chunk = pipeline.size();
        if (chunk > Math.min(MAX_CHUNK_COMMANDS, freeCommands)) {
            chunk = Math.max(1, Math.min(MAX_CHUNK_COMMANDS, freeCommands / SHARE));
        }
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

    /** Permission for so many commands of so many bytes to be pending at a time. */
    record Permit(PendingLimit limit, int commands, long bytes) {

        /** Whether another command may be sent before the replies to others have come. */
        boolean allows(int unanswered, long unansweredBytes, long newBytes) {
            return unanswered == 0
                    || (unanswered < commands && unansweredBytes + newBytes <= Math.min(MAX_CHUNK_BYTES, bytes));
        }

        /** To be called once. */
        void release() {
            limit.release(commands, bytes);
        }
    }
}
