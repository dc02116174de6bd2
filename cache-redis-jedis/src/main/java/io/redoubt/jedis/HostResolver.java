package io.redoubt.jedis;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Resolver of a server's host name, within a deadline. Thread-safe.
 *
 * <p>The JDK's resolver supports neither timeouts nor interrupts, and takes many seconds while the name server is
 * not reachable. Therefore it runs on another thread, and all callers that need the name at the same time wait for
 * the same look-up. The JDK caches addresses.
 */
final class HostResolver {

    private final Node node;
    private final Executor threads;
    private final ExceptionTranslator exceptions;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable FutureTask<InetAddress[]> running;

    HostResolver(Node node, Executor threads, ExceptionTranslator exceptions) {
        this.node = node;
        this.threads = threads;
        this.exceptions = exceptions;
    }

    /** Returns all addresses in the order of preference; at least one. Numeric addresses are not looked up. */
    InetAddress[] resolve(Deadline deadline) {
        FutureTask<InetAddress[]> lookUp = startOrJoin();
        try {
            return lookUp.get(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw DriverException.notExecuted(Kind.TIMEOUT, "could not resolve " + node + " in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw exceptions.interrupted(e);
        } catch (ExecutionException e) {
            throw exceptions.unreachable(e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
        }
    }

    private FutureTask<InetAddress[]> startOrJoin() {
        lock.lock();
        try {
            FutureTask<InetAddress[]> other = running;
            if (other != null && !other.isDone()) {
                return other;
            }
            FutureTask<InetAddress[]> mine = new FutureTask<>(() -> InetAddress.getAllByName(node.host()));
            if (node.host().matches("[0-9.]+|.*:.*")) {
                mine.run();
            } else {
                threads.execute(mine);
            }
            running = mine;
            return mine;
        } finally {
            lock.unlock();
        }
    }
}
