package io.redoubt.tck.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reference for a concurrency test of a cache: the current value in the data source, and the oldest value that readers
 * may get. In memory that processes of one machine may share: to ask it takes no time in which a race could be missed.
 * Thread-safe.
 */
public final class RaceReference {

    private static final VarHandle NUMBERS =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int SOURCE = 0;
    private static final int INVALIDATED = Long.BYTES;
    private static final int SIZE = 2 * Long.BYTES;

    private final ByteBuffer memory;

    private RaceReference(ByteBuffer memory) {
        this.memory = memory;
    }

    /** Of this process. */
    public static RaceReference here() {
        return new RaceReference(ByteBuffer.allocateDirect(SIZE));
    }

    /** Of all processes that name the same file, which is empty or is not there at first. */
    public static RaceReference in(Path file) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new RaceReference(channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The source's value now. */
    long value() {
        return (long) NUMBERS.getVolatile(memory, SOURCE);
    }

    /** Changes the source's value to one that it never had, a larger one. */
    long change() {
        return (long) NUMBERS.getAndAdd(memory, SOURCE, 1L) + 1;
    }

    /** An invalidation has ended that began when the source had this value already. */
    void invalidated(long value) {
        long known = oldest();
        while (known < value && !NUMBERS.compareAndSet(memory, INVALIDATED, known, value)) {
            known = oldest();
        }
    }

    /** The oldest value that anybody may get who asks now. */
    long oldest() {
        return (long) NUMBERS.getVolatile(memory, INVALIDATED);
    }
}
