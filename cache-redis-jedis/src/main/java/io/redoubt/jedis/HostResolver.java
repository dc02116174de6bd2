package io.redoubt.jedis;

import java.net.InetAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Resolver that looks up a host name on a separate thread, so that callers can give up before the look-up ends.
 * Thread-safe.
 *
 * <p>The JDK's resolver supports neither timeouts nor interrupts, and takes many seconds while the name server is
 * not reachable. Therefore it runs on another thread, and all callers that need the name at the same time wait for
 * the same look-up. The JDK caches addresses.
 */
final class HostResolver {

    private final String host;
    private final Executor threads;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable FutureTask<InetAddress[]> last;

    HostResolver(String host, Executor threads) {
        this.host = host;
        this.threads = threads;
    }

    /**
     * Starts to look up all addresses, at least one, in the order of preference. Numeric addresses are parsed at
     * once.
     */
    Future<InetAddress[]> resolve() {
        lock.lock();
        try {
            FutureTask<InetAddress[]> lookUp = last;
            if (lookUp == null || lookUp.isDone()) {
                lookUp = new FutureTask<>(() -> InetAddress.getAllByName(host));
                Executor executor = host.matches("[0-9.]+|.*:.*") ? Runnable::run : threads;
                executor.execute(lookUp);
                last = lookUp;
            }
            return lookUp;
        } finally {
            lock.unlock();
        }
    }
}
