package io.redoubt.tck.server;

/** Launcher that can start any number of servers from one binary or image. */
interface ServerLauncher {

    /**
     * Starts a server and waits until it answers. Throws IllegalStateException with the server's log if it does
     * not answer.
     */
    RunningServer launch(ServerOptions options);
}
