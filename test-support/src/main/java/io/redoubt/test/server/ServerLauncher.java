package io.redoubt.test.server;

/** Launcher that starts test servers from one binary or one container image. */
interface ServerLauncher {

    /**
     * Starts a server and waits until it answers. Throws IllegalStateException with the server's log if it does
     * not answer.
     */
    RunningServer launch(ServerOptions options);
}
