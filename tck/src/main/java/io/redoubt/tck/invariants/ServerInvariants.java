package io.redoubt.tck.invariants;

import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Nothing is left on the server: no key without time to live, no subscription, no connection. Deletes the keys of the
 * test afterwards, so that tests do not see each other.
 *
 * <p>Keys are those of database 0 under the prefix. Subscriptions and connections are counted on the whole server and
 * compared with those before the test, so that one leak breaks one test and not all that follow; those of replicas and of
 * sentinels, which come and go by themselves, are not meant. Tests that run beside each other need servers of their own. A server that does not answer is an {@link java.io.UncheckedIOException}.
 */
public final class ServerInvariants implements Invariant {

    static final String OWN_NAME = "redoubt-tck-invariants";

    private final RedisServer server;
    private final Supplier<String> prefix;
    private final Predicate<String> permanent;
    private final Duration maxWait;

    private ServerInvariants(
            RedisServer server, Supplier<String> prefix, Predicate<String> permanent, Duration maxWait) {
        this.server = server;
        this.prefix = prefix;
        this.permanent = permanent;
        this.maxWait = maxWait;
    }

    /** For a test whose keys all need a time to live. */
    public static ServerInvariants of(RedisServer server, Supplier<String> prefix) {
        return of(server, prefix, Set.of());
    }

    /**
     * For a test that declares some keys permanent.
     *
     * @param prefix what the keys of the test begin with; asked after the test
     * @param permanent the whole keys, prefix included; read after the test, so that the test may add to it
     */
    public static ServerInvariants of(RedisServer server, Supplier<String> prefix, Set<String> permanent) {
        return of(server, prefix, (Predicate<String>) permanent::contains);
    }

    /** For a test that can tell permanent keys by their look. */
    public static ServerInvariants of(RedisServer server, Supplier<String> prefix, Predicate<String> permanent) {
        return new ServerInvariants(server, prefix, permanent, Violations.DEFAULT_WAIT);
    }

    /** The same, but with so much time for things to end, where it is expected that some do not. */
    public ServerInvariants waiting(Duration atMost) {
        return new ServerInvariants(server, prefix, permanent, atMost);
    }

    @Override
    public Snapshot snapshot() {
        try (RawRedis redis = connect()) {
            ClientConnections clients = ClientConnections.of(redis);
            Subscriptions subscriptions = Subscriptions.of(redis);
            return () -> verify(clients, subscriptions);
        }
    }

    private void verify(ClientConnections clientsBefore, Subscriptions subscriptionsBefore) {
        try (RawRedis redis = connect()) {
            PrefixedKeys keys = PrefixedKeys.withPrefix(redis, prefix.get());
            List<String> violations = new ArrayList<>(keys.withoutTimeToLive(permanent));
            keys.delete();
            violations.addAll(Violations.awaitNone(maxWait, () -> {
                List<String> open = new ArrayList<>(Subscriptions.of(redis).violationsSince(subscriptionsBefore));
                open.addAll(ClientConnections.of(redis).violationsSince(clientsBefore));
                return open;
            }));
            Violations.throwIfAny(violations);
        }
    }

    private RawRedis connect() {
        RawRedis redis = server.raw();
        redis.text("CLIENT", "SETNAME", OWN_NAME);
        return redis;
    }
}
