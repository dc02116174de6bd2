package io.redoubt.benchmarks.session;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.redoubt.benchmarks.ServerAddress;

/** Meter for the processor time and the memory of a server. */
record ServerCosts(RedisClient client, StatefulRedisConnection<String, String> connection) implements AutoCloseable {

    private static final double MICROS = 1e6;

    static ServerCosts of(ServerAddress server) {
        RedisClient client = RedisClient.create(server.url());
        return new ServerCosts(client, client.connect());
    }

    /**
     * State of the server.
     *
     * @param cpuMicros processor time since its start, in microseconds
     * @param bytes memory in use
     */
    record Reading(double cpuMicros, long bytes) {

        Reading since(Reading earlier) {
            return new Reading(cpuMicros - earlier.cpuMicros, bytes - earlier.bytes);
        }
    }

    void empty() {
        connection.sync().flushall();
    }

    Reading read() {
        return new Reading(
                MICROS * (number("cpu", "used_cpu_user") + number("cpu", "used_cpu_sys")),
                (long) number("memory", "used_memory"));
    }

    private double number(String section, String name) {
        return connection
                .sync()
                .info(section)
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the server does not report " + name));
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
