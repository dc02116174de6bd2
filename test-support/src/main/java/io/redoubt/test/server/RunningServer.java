package io.redoubt.test.server;

import io.redoubt.test.process.Signal;
import java.util.function.Consumer;

/** Handle of a running test server, which is a process or a container. */
interface RunningServer {

    String host();

    int port();

    /** The TLS port, or 0 if there is none. */
    int tlsPort();

    boolean isAlive();

    /**
     * Returns whether a server that reports this process id is this server, and not another one that took the port
     * first. From then on signals are sent to that process.
     */
    boolean confirmProcessId(long processId);

    /**
     * Sends a signal and returns when it has taken effect. Throws UnsupportedOperationException if the server is
     * not a process of this machine.
     */
    void signal(Signal signal);

    /**
     * Kills the server if it is running, lets its home be changed, and starts it again on the same ports with its
     * persisted data. Does not wait until it answers.
     */
    RunningServer restart(Consumer<ServerResources> change);

    /** Kills the server, even while it is suspended, and releases all its resources. Idempotent. */
    void stop();

    /** The last lines of the server's log. */
    String logTail();
}
