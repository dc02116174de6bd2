package io.redoubt.test.server;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Registry that tracks all running test servers and stops them when the JVM shuts down. So no server outlives the JVM,
 * even if a test did not close it. Thread-safe.
 *
 * <p>Tests continue while a JVM shuts down. A server started after the others were stopped would never be stopped,
 * so the registry refuses new servers before it stops the registered ones.
 */
final class ServerRegistry {

    private static final ServerRegistry OF_THIS_JVM = new ServerRegistry();

    static {
        OrphanReaper.removeOrphans(Path.of(System.getProperty("java.io.tmpdir")));
        Runtime.getRuntime().addShutdownHook(new Thread(OF_THIS_JVM::stopAll, "redoubt-tck-shutdown"));
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<RunningServer> running = new LinkedHashSet<>();
    private boolean closed;

    static ServerRegistry ofThisJvm() {
        return OF_THIS_JVM;
    }

    /** Starts a server and registers it at once, before it has answered. */
    <T extends RunningServer> T start(Supplier<T> starter) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("No server is started any more: the JVM is ending");
            }
            T run = starter.get();
            running.add(run);
            return run;
        } finally {
            lock.unlock();
        }
    }

    void remove(RunningServer run) {
        lock.lock();
        try {
            running.remove(run);
        } finally {
            lock.unlock();
        }
    }

    void stopAll() {
        List<RunningServer> remaining;
        lock.lock();
        try {
            closed = true;
            remaining = List.copyOf(running);
        } finally {
            lock.unlock();
        }
        remaining.forEach(RunningServer::stop);
    }
}
