package io.redoubt.jedis;

import io.redoubt.redis.Node;
import io.redoubt.tck.load.LoadClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;

/**
 * Load client that uses Jedis without this library, with Jedis' own pool of 64 connections. Uses the classes below
 * {@code JedisPooled} and {@code RedisClient}, since neither of the two exists in all versions.
 */
final class RawJedis implements LoadClient {

    private final ConnectionPool pool;

    private RawJedis(ConnectionPool pool) {
        this.pool = pool;
    }

    static RawJedis open(Node node) {
        GenericObjectPoolConfig<Connection> settings = new GenericObjectPoolConfig<>();
        settings.setMaxTotal(64);
        settings.setMaxIdle(64);
        settings.setMaxWait(Duration.ofSeconds(20));
        HostAndPort address = new HostAndPort(node.host(), node.port());
        return new RawJedis(
                new ConnectionPool(address, DefaultJedisClientConfig.builder().build(), settings));
    }

    @Override
    public byte[] get(byte[] key) {
        return (byte[]) execute(new CommandArguments(Protocol.Command.GET).key(key));
    }

    @Override
    public boolean set(byte[] key, byte[] value, long millis) {
        Object reply = execute(new CommandArguments(Protocol.Command.SET)
                .key(key)
                .add(value)
                .add(Protocol.Keyword.PX)
                .add(millis));
        return reply instanceof byte[] status && new String(status, StandardCharsets.US_ASCII).equals("OK");
    }

    @Override
    public byte[] script(String sha1, byte[] key, byte[] argument) {
        return (byte[]) execute(new CommandArguments(Protocol.Command.EVALSHA)
                .add(sha1)
                .add(1)
                .key(key)
                .add(argument));
    }

    @Override
    public void close() {
        pool.close();
    }

    private Object execute(CommandArguments command) {
        try (Connection connection = pool.getResource()) {
            return connection.executeCommand(command);
        }
    }
}
