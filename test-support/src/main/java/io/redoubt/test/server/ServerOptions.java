package io.redoubt.test.server;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Options for starting a test server: port, users, TLS and other configuration. Immutable.
 *
 * <p>Every server binds to the loopback address only, persists nothing unless {@link #persistent} is set, and
 * listens on a random port unless a port is given. A server with a password or users gets one more user, for the
 * launcher and {@link RedisServer#raw()}.
 */
public final class ServerOptions {

    private static final ServerOptions DEFAULTS = new ServerOptions(ServerMode.STANDALONE, 0, List.of(), null, null);

    private final ServerMode kind;
    private final int port;
    private final List<ConfigDirective> directives;
    private final @Nullable Login login;
    private final @Nullable CertificateFiles tls;

    private ServerOptions(
            ServerMode kind,
            int port,
            List<ConfigDirective> directives,
            @Nullable Login login,
            @Nullable CertificateFiles tls) {
        this.kind = kind;
        this.port = port;
        this.directives = directives;
        this.login = login;
        this.tls = tls;
    }

    /** A standalone server without a password on a random port. */
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    /** Sets the port to listen on, such as that of a server that was killed. */
    public ServerOptions onPort(int fixedPort) {
        return new ServerOptions(kind, fixedPort, directives, login, tls);
    }

    /** Sets the password of the default user ({@code requirepass}). */
    public ServerOptions password(String password) {
        return secured(ConfigDirective.of("requirepass", password));
    }

    /**
     * Adds an ACL user, such as {@code aclUser("alice", "on", ">secret", "~app:*", "&*", "+@all")}. The name may
     * also be "default".
     */
    public ServerOptions aclUser(String name, String... rules) {
        List<String> values = new ArrayList<>(List.of(name));
        values.addAll(List.of(rules));
        return secured(new ConfigDirective("user", values));
    }

    /** Adds a second port that speaks TLS and requires no client certificate; see {@link RedisServer#tlsPort()}. */
    public ServerOptions tls(CertificateFiles files) {
        return new ServerOptions(kind, port, directives, login, files);
    }

    /** Adds one directive of redis.conf, such as {@code config("maxmemory", "2mb")}. */
    public ServerOptions config(String name, String... values) {
        return new ServerOptions(kind, port, with(new ConfigDirective(name, List.of(values))), login, tls);
    }

    /** Persists every write before it is answered ({@code appendfsync always}), for {@link RedisServer#restart}. */
    public ServerOptions persistent() {
        return config("appendonly", "yes").config("appendfsync", "always");
    }

    /** Allows DEBUG commands, such as {@code DEBUG SLEEP}, on servers that disable them by default. */
    public ServerOptions debugCommands() {
        return config("enable-debug-command", "yes");
    }

    ServerOptions as(ServerMode newKind) {
        return new ServerOptions(newKind, port, directives, login, tls);
    }

    ServerMode kind() {
        return kind;
    }

    int port() {
        return port;
    }

    List<ConfigDirective> directives() {
        return directives;
    }

    @Nullable
    Login login() {
        return login;
    }

    @Nullable
    CertificateFiles tls() {
        return tls;
    }

    private ServerOptions secured(ConfigDirective directive) {
        if (login != null) {
            return new ServerOptions(kind, port, with(directive), login, tls);
        }
        Login own = new Login("redoubt-tck", UUID.randomUUID().toString());
        ConfigDirective ownUser =
                ConfigDirective.of("user", own.user(), "on", ">" + own.password(), "~*", "&*", "+@all");
        return new ServerOptions(kind, port, with(directive, ownUser), own, tls);
    }

    private List<ConfigDirective> with(ConfigDirective... more) {
        List<ConfigDirective> all = new ArrayList<>(directives);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    /** Credentials of the launcher on a server that requires authentication. */
    record Login(String user, String password) {}
}
