package io.redoubt.test.net;

import io.redoubt.test.net.PortBlock.Ports;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * Pool of free loopback ports for all tests that run in this JVM. When no port is left, the pool claims another
 * {@link PortBlock}, so no other test JVM uses the same ports. Thread-safe.
 */
final class PortPool implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final PortRange range;
    private final int firstBlock;
    private final List<PortBlock> blocks = new ArrayList<>();
    private final Set<Integer> taken = new HashSet<>();
    private int blocksTried;

    /**
     * Creates a pool without ports.
     *
     * @param firstBlock number of the block to claim first; the others follow
     */
    PortPool(PortRange range, int firstBlock) {
        this.range = range;
        this.firstBlock = firstBlock;
    }

    ReservedLoopbackPort take() {
        return take(PortBlock::withoutBus, PortBlock::isFree);
    }

    ReservedLoopbackPort takeWithBus() {
        return take(
                PortBlock::withBus,
                port -> PortBlock.isFree(port) && PortBlock.isFree(ReservedLoopbackPort.busOf(port)));
    }

    void release(int port) {
        lock.lock();
        try {
            taken.remove(port);
        } finally {
            lock.unlock();
        }
    }

    private ReservedLoopbackPort take(Function<PortBlock, Ports> kind, IntPredicate free) {
        IntPredicate usable = port -> !taken.contains(port) && free.test(port);
        lock.lock();
        try {
            OptionalInt port = OptionalInt.empty();
            for (int i = 0; port.isEmpty() && (i < blocks.size() || claim()); i++) {
                port = kind.apply(blocks.get(i)).next(usable);
            }
            taken.add(port.orElseThrow(() -> new IllegalStateException(
                    "No port of the loopback interface is left: this JVM has " + taken.size() + " in " + blocks.size()
                            + " blocks of " + range.blocks() + ", and other processes have the rest")));
            return new ReservedLoopbackPort(port.getAsInt(), this);
        } finally {
            lock.unlock();
        }
    }

    /** Claims another block. Returns false if none is left. */
    private boolean claim() {
        while (blocksTried < range.blocks()) {
            PortBlock block = PortBlock.claim(range, (firstBlock + blocksTried) % range.blocks());
            blocksTried++;
            if (block != null) {
                return blocks.add(block);
            }
        }
        return false;
    }

    /** Releases all blocks. */
    @Override
    public void close() {
        lock.lock();
        try {
            blocks.forEach(PortBlock::close);
            blocks.clear();
        } finally {
            lock.unlock();
        }
    }
}
