package io.redoubt.tck.invariants;

import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Invariant that a test leaves no connections, no subscriptions and no keys without expiry on a Redis server. Deletes
 * the keys of the test afterwards, so that tests do not see each other's keys.
 *
 * <p>Keys are those of database 0 under the prefix. Subscriptions and connections are counted on the whole
 * server and compared with those before the test, so that one leak fails one test and not all later ones. Those of
 * replicas and of sentinels, which reconnect independently, do not count. Concurrent tests need servers of their
 * own. A server that does not answer causes an {@link java.io.UncheckedIOException}.
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

    /** Returns an invariant for a test whose keys all need a time to live. */
    public static ServerInvariants of(RedisServer server, Supplier<String> prefix) {
        return of(server, prefix, Set.of());
    }

    /**
     * Returns an invariant for a test that declares some keys permanent.
     *
     * @param prefix prefix of the keys of the test; read after the test
     * @param permanent complete permanent keys, including the prefix; read after the test, so that the test may add
     *     to the set
     */
    public static ServerInvariants of(RedisServer server, Supplier<String> prefix, Set<String> permanent) {
        return of(server, prefix, (Predicate<String>) permanent::contains);
    }

    /** Returns an invariant for a test whose permanent keys are recognized by a predicate. */
    public static ServerInvariants of(RedisServer server, Supplier<String> prefix, Predicate<String> permanent) {
        return new ServerInvariants(server, prefix, permanent, ViolationWaiter.DEFAULT_WAIT);
    }

    /**
     * Returns the same invariant with another maximum wait for resources to be released, for tests that expect
     * leaks.
     */
    public ServerInvariants waiting(Duration atMost) {
        return new ServerInvariants(server, prefix, permanent, atMost);
    }

    @Override
    public Snapshot snapshot() {
        try (RawRedis redis = connect()) {
            ClientConnections clients = ClientConnections.of(redis);
            SubscriptionSnapshot subscriptions = SubscriptionSnapshot.of(redis);
            return () -> verify(clients, subscriptions);
        }
    }

    private void verify(ClientConnections clientsBefore, SubscriptionSnapshot subscriptionsBefore) {
        try (RawRedis redis = connect()) {
            ScannedKeys keys = ScannedKeys.withPrefix(redis, prefix.get());
            List<String> violations = new ArrayList<>(keys.withoutTimeToLive(permanent));
            keys.delete();
            violations.addAll(ViolationWaiter.awaitNone(maxWait, () -> {
                List<String> open =
                        new ArrayList<>(SubscriptionSnapshot.of(redis).violationsSince(subscriptionsBefore));
                open.addAll(ClientConnections.of(redis).violationsSince(clientsBefore));
                return open;
            }));
            ViolationWaiter.throwIfAny(violations);
        }
    }

    private RawRedis connect() {
        RawRedis redis = server.raw();
        redis.text("CLIENT", "SETNAME", OWN_NAME);
        return redis;
    }
}
