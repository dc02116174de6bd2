package io.redoubt.tck.server;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The processes that run, so that none outlives the JVM, not even one of a test that forgot to close it. Thread-safe.
 *
 * <p>Tests go on while a JVM shuts down: a process that is started after the others were ended would stay for ever, so
 * starting ends first.
 */
final class OpenServers {

    private static final OpenServers OF_THIS_JVM = new OpenServers();

    static {
        Orphans.remove(Path.of(System.getProperty("java.io.tmpdir")));
        Runtime.getRuntime().addShutdownHook(new Thread(OF_THIS_JVM::endAll, "redoubt-tck-shutdown"));
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<ServerRun> open = new LinkedHashSet<>();
    private boolean ended;

    static OpenServers ofThisJvm() {
        return OF_THIS_JVM;
    }

    /** Starts a process and remembers it at once, before it has answered. */
    <T extends ServerRun> T start(Supplier<T> starting) {
        lock.lock();
        try {
            if (ended) {
                throw new IllegalStateException("No server is started any more: the JVM is ending");
            }
            T run = starting.get();
            open.add(run);
            return run;
        } finally {
            lock.unlock();
        }
    }

    void forget(ServerRun run) {
        lock.lock();
        try {
            open.remove(run);
        } finally {
            lock.unlock();
        }
    }

    void endAll() {
        List<ServerRun> left;
        lock.lock();
        try {
            ended = true;
            left = List.copyOf(open);
        } finally {
            lock.unlock();
        }
        left.forEach(ServerRun::stop);
    }
}
