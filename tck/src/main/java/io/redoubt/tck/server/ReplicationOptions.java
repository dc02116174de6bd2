package io.redoubt.tck.server;

import io.redoubt.tck.server.ServerOptions.Login;

/** What servers need that copy each other. */
final class ReplicationOptions {

    private ReplicationOptions() {}

    /** The same options for a server that copies, and is copied, without the delays that spare a real one. */
    static ServerOptions withoutDelays(ServerOptions options) {
        ServerOptions fast = options.config("repl-diskless-sync", "yes")
                .config("repl-diskless-sync-delay", "0")
                .config("repl-ping-replica-period", "1")
                .config("shutdown-timeout", "0")
                .config("tls-replication", options.tls() == null ? "no" : "yes");
        Login login = options.login();
        return login == null ? fast : fast.config("masteruser", login.user()).config("masterauth", login.password());
    }
}
