package io.redoubt.cache.internal.region;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * Source of the values of many keys, with a lock for each key, in memory that the processes of one machine share. The
 * values of a key only grow. Thread-safe.
 */
final class NearTruth {

    private static final VarHandle NUMBERS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int FIELDS = 4;
    private static final int SOURCE = 0;
    private static final int ACKNOWLEDGED = 1;
    private static final int LOCK = 2;
    private static final int REQUIRED = 3;
    private static final long FREE = 0;
    private static final long LOCKED = 1;
    private static final long RETIRED = 2;

    private final ByteBuffer memory;
    private final int keys;

    private NearTruth(ByteBuffer memory, int keys) {
        this.memory = memory;
        this.keys = keys;
    }

    /** Returns the truth of all processes that name the same file, which is created if it does not exist. */
    static NearTruth in(Path file, int keys) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            int size = keys * FIELDS * Long.BYTES;
            return new NearTruth(channel.map(FileChannel.MapMode.READ_WRITE, 0, size), keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int keys() {
        return keys;
    }

    /** Returns the present value of a key in the source. */
    long value(int key) {
        return (long) NUMBERS.getVolatile(memory, at(key, SOURCE));
    }

    /** Gives a key its next value in the source, and returns that. */
    long change(int key) {
        return (long) NUMBERS.getAndAdd(memory, at(key, SOURCE), 1L) + 1;
    }

    /** Records that a change to a value has been acknowledged to a process. */
    void acknowledged(int key, long value) {
        NUMBERS.setVolatile(memory, at(key, ACKNOWLEDGED), value); // only under the lock of the key
    }

    /** Returns the last value of which a change was acknowledged to any process. */
    long acknowledged(int key) {
        return (long) NUMBERS.getVolatile(memory, at(key, ACKNOWLEDGED));
    }

    /** Requires that each read of a key that begins from now on, in any process, returns its present value. */
    void requirePresent(int key) {
        NUMBERS.setVolatile(memory, at(key, REQUIRED), value(key));
    }

    /** Returns the value that a read of a key must return, or a later one. */
    long required(int key) {
        return (long) NUMBERS.getVolatile(memory, at(key, REQUIRED));
    }

    /** Waits for the lock of a key. Returns false, without the lock, if the key is retired. */
    boolean lock(int key) {
        while (!NUMBERS.compareAndSet(memory, at(key, LOCK), FREE, LOCKED)) {
            if ((long) NUMBERS.getVolatile(memory, at(key, LOCK)) == RETIRED) {
                return false;
            }
            LockSupport.parkNanos(1_000);
        }
        return true;
    }

    void unlock(int key) {
        NUMBERS.setVolatile(memory, at(key, LOCK), FREE);
    }

    /** Lets no process change a key again: the outcome of its last change is unknown, and may still be to come. */
    void retire(int key) {
        NUMBERS.setVolatile(memory, at(key, LOCK), RETIRED);
    }

    private static int at(int key, int field) {
        return (key * FIELDS + field) * Long.BYTES;
    }
}
