package io.redoubt.lettuce;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.util.ByteProcessor;
import io.redoubt.lettuce.FaultInjector.Point;
import java.nio.ByteBuffer;

/** Allocator of buffers that fail as a {@link FaultInjector} decides. Thread-safe if the injector is. */
final class FaultyAllocator extends AbstractByteBufAllocator {

    private final boolean direct;
    private final FaultInjector faults;

    FaultyAllocator(boolean direct, FaultInjector faults) {
        super(direct);
        this.direct = direct;
        this.faults = faults;
    }

    /** Returns a heap buffer if heap buffers are requested, so that reads use both kinds of buffers. */
    @Override
    public ByteBuf ioBuffer() {
        return buffer();
    }

    @Override
    public ByteBuf ioBuffer(int initialCapacity) {
        return buffer(initialCapacity);
    }

    @Override
    public ByteBuf ioBuffer(int initialCapacity, int maxCapacity) {
        return buffer(initialCapacity, maxCapacity);
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        faults.pass(Point.ALLOCATE);
        return new HeapBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        faults.pass(Point.ALLOCATE);
        return new DirectBuffer(initialCapacity, maxCapacity);
    }

    @Override
    public String toString() {
        return direct ? "direct" : "heap";
    }

    private final class HeapBuffer extends UnpooledHeapByteBuf {

        HeapBuffer(int initialCapacity, int maxCapacity) {
            super(FaultyAllocator.this, initialCapacity, maxCapacity);
        }

        @Override
        public ByteBuf capacity(int newCapacity) {
            if (newCapacity > capacity()) {
                faults.pass(Point.GROW);
            }
            return super.capacity(newCapacity);
        }

        @Override
        public ByteBuf writeBytes(byte[] source) {
            faults.pass(Point.ENCODE);
            return super.writeBytes(source);
        }

        @Override
        public ByteBuffer internalNioBuffer(int index, int length) {
            faults.pass(Point.DECODE);
            return super.internalNioBuffer(index, length);
        }

        @Override
        public int forEachByte(ByteProcessor processor) {
            faults.pass(Point.DECODE);
            return super.forEachByte(processor);
        }
    }

    private final class DirectBuffer extends UnpooledDirectByteBuf {

        DirectBuffer(int initialCapacity, int maxCapacity) {
            super(FaultyAllocator.this, initialCapacity, maxCapacity);
        }

        @Override
        public ByteBuf capacity(int newCapacity) {
            if (newCapacity > capacity()) {
                faults.pass(Point.GROW);
            }
            return super.capacity(newCapacity);
        }

        @Override
        public ByteBuf writeBytes(byte[] source) {
            faults.pass(Point.ENCODE);
            return super.writeBytes(source);
        }

        @Override
        public ByteBuffer internalNioBuffer(int index, int length) {
            faults.pass(Point.DECODE);
            return super.internalNioBuffer(index, length);
        }

        @Override
        public int forEachByte(ByteProcessor processor) {
            faults.pass(Point.DECODE);
            return super.forEachByte(processor);
        }
    }
}
