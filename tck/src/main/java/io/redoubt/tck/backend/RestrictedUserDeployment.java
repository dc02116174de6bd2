package io.redoubt.tck.backend;

import io.redoubt.redis.RedisSettings;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.test.proxy.CountingProxy.ThrowingRunnable;
import io.redoubt.test.proxy.TrafficCounts;
import io.redoubt.test.server.RawRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Test deployment whose drivers log in as a Redis user with limited rights. A test may change the rights of the user on
 * every master.
 */
final class RestrictedUserDeployment implements Deployment {

    private static final String PASSWORD = "secret";

    private final Deployment servers;
    private final String user;

    private RestrictedUserDeployment(Deployment servers, String user) {
        this.servers = servers;
        this.user = user;
    }

    static RestrictedUserDeployment of(Deployment servers, String user, String... rules) {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", user, "reset", "on", ">" + PASSWORD));
        words.addAll(List.of(rules));
        for (RawRedis server : servers.servers()) {
            try (server) {
                server.text(words.toArray(String[]::new));
            }
        }
        return new RestrictedUserDeployment(servers, user);
    }

    @Override
    public RedisSettings settings() {
        return servers.settings().toBuilder().credentials(user, PASSWORD).build();
    }

    @Override
    public String url() {
        return servers.url().replaceFirst("://", "://" + user + ":" + PASSWORD + "@");
    }

    @Override
    public RawRedis master(String key) {
        return servers.master(key);
    }

    @Override
    public List<RawRedis> masters() {
        return servers.masters();
    }

    @Override
    public List<RawRedis> servers() {
        return servers.servers();
    }

    @Override
    public int masterCount() {
        return servers.masterCount();
    }

    @Override
    public <E extends Exception> TrafficCounts measure(ThrowingRunnable<E> block) throws E {
        return servers.measure(block);
    }

    @Override
    public Invariant invariants(String prefix, Set<String> permanent) {
        return servers.invariants(prefix, permanent);
    }

    @Override
    public void close() {
        try {
            for (RawRedis server : servers.servers()) {
                try (server) {
                    server.number("ACL", "DELUSER", user);
                }
            }
        } finally {
            servers.close();
        }
    }

    @Override
    public String toString() {
        return servers + " as user " + user;
    }
}
