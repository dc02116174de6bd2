package io.redoubt.test.server;

import io.redoubt.test.server.ServerOptions.Login;

/**
 * Utility class that adds replication settings to {@link ServerOptions}, so that test replicas connect and synchronize
 * without delay.
 */
final class FastReplicationOptions {

    private FastReplicationOptions() {}

    /**
     * Returns the options without the delays of replication that protect production servers, and with the
     * credentials and the TLS setting that replication needs.
     */
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
