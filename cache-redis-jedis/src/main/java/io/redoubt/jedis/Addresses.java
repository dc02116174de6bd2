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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the addresses of a host, within a deadline.
 *
 * <p>The JDK's look-up knows neither time limits nor interrupts, and takes many seconds while the name server is away; so
 * it runs on a thread of its own, which lives for one look-up, and all who wait at that time wait for the same one. The
 * JDK remembers its answers for a while, so this thread is rare. Thread-safe.
 */
final class Addresses {

    private final Node node;
    private final Failures failures;
    private final AtomicReference<@Nullable FutureTask<InetAddress[]>> running = new AtomicReference<>();

    Addresses(Node node, Failures failures) {
        this.node = node;
        this.failures = failures;
    }

    /** All addresses, in the order of preference; at least one. */
    InetAddress[] lookUp(Deadline deadline) {
        FutureTask<InetAddress[]> lookup = join();
        try {
            return lookup.get(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw DriverException.notExecuted(Kind.TIMEOUT, "could not look up " + node + " in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures.interrupted(e);
        } catch (ExecutionException e) {
            throw failures.unreachable(e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
        }
    }

    private FutureTask<InetAddress[]> join() {
        FutureTask<InetAddress[]> mine = new FutureTask<>(() -> InetAddress.getAllByName(node.host()));
        FutureTask<InetAddress[]> other = running.get();
        if (other != null && !other.isDone()) {
            return other;
        }
        running.set(mine);
        if (isLiteral(node.host())) {
            mine.run();
        } else {
            Thread thread = new Thread(mine, "redoubt-jedis-lookup");
            thread.setDaemon(true);
            thread.start();
        }
        return mine;
    }

    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
