package io.redoubt.jedis;

import io.redoubt.redis.spi.Node;
import io.redoubt.tck.load.Client;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** Jedis as one would use it without us: a pool of 64 connections. */
final class RawJedis implements Client {

    private final RedisClient jedis;

    private RawJedis(RedisClient jedis) {
        this.jedis = jedis;
    }

    static RawJedis open(Node node) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(64);
        pool.setMaxIdle(64);
        pool.setMaxWait(Duration.ofSeconds(20));
        return new RawJedis(RedisClient.builder()
                .hostAndPort(new HostAndPort(node.host(), node.port()))
                .poolConfig(pool)
                .build());
    }

    @Override
    public byte[] get(byte[] key) {
        return jedis.get(key);
    }

    @Override
    public boolean set(byte[] key, byte[] value, long millis) {
        return "OK".equals(jedis.set(key, value, SetParams.setParams().px(millis)));
    }

    @Override
    public byte[] script(String sha1, byte[] key, byte[] argument) {
        return (byte[]) jedis.evalsha(sha1.getBytes(StandardCharsets.US_ASCII), List.of(key), List.of(argument));
    }

    @Override
    public void close() {
        jedis.close();
    }
}
