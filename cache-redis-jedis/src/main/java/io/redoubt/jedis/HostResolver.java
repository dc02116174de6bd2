package io.redoubt.jedis;

import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Resolver of a server's host name, within a deadline.
 *
 * <p>The JDK's resolver knows neither timeouts nor interrupts, and takes many seconds while the name server is away. So it
 * runs on a thread of its own, which lives for one look-up; all callers that need it meanwhile wait for the same one. The
 * JDK caches addresses, so this thread is rare. Thread-safe.
 */
final class HostResolver {

    private final Node node;
    private final ExceptionTranslator exceptions;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable FutureTask<InetAddress[]> running;

    HostResolver(Node node, ExceptionTranslator exceptions) {
        this.node = node;
        this.exceptions = exceptions;
    }

    /** All addresses, in the order of preference; at least one. Numeric addresses are not looked up. */
    InetAddress[] resolve(Deadline deadline) {
        FutureTask<InetAddress[]> lookup = startOrJoin();
        try {
            return lookup.get(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
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
            if (isLiteral(node.host())) {
                mine.run();
            } else {
                Thread thread = new Thread(mine, "redoubt-jedis-resolver");
                thread.setDaemon(true);
                thread.start();
            }
            running = mine;
            return mine;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
