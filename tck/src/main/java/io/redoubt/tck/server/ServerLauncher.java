package io.redoubt.tck.server;

/** Something from which any number of servers can be started: a binary, an image. */
interface ServerLauncher {

    /** Starts a server and waits until it answers. An IllegalStateException with the server's log if it does not. */
    RunningServer launch(ServerOptions options);
}
