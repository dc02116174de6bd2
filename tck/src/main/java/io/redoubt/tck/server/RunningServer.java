package io.redoubt.tck.server;

import io.redoubt.tck.process.Signal;
import java.util.function.Consumer;

/** A started server, as a process or as a container. */
interface RunningServer {

    String host();

    int port();

    /** The port that speaks TLS, or 0. */
    int tlsPort();

    boolean isAlive();

    /**
     * Whether a server that calls itself by this process id is this one, and not a stranger that was faster on the
     * port. From then on signals go to that process.
     */
    boolean confirmProcessId(long processId);

    /** Sends a signal and returns when it has had its effect. Unsupported where the server is no process of ours. */
    void signal(Signal signal);

    /**
     * Ends the server as a crash does if it runs, and starts it again, on the same ports and with what it kept on disk;
     * in between its premises may be changed. Does not wait until it answers.
     */
    RunningServer restart(Consumer<ServerHome> change);

    /** Ends the server as a crash does, also while it stands still, and removes what belongs to it. Idempotent. */
    void stop();

    /** The last lines that the server wrote. */
    String logTail();
}
