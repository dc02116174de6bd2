package io.redoubt.test;

/** Choice of storage for the {@code Redoubt} instance of a test: the memory of the process, or a real Redis server. */
public enum TestBackend {
    /** In this process, with a {@link ManualClock}. */
    EMBEDDED,
    /**
     * On a real server, which all tests of the JVM share, each under its own key prefix, through the driver that is on
     * the class path. The server is started by the first test, from the first of these sources: the container image in
     * the system property {@code redoubt.redis.image}; the binary in the environment variable
     * {@code REDOUBT_TEST_REDIS_SERVER}; the one in {@code org.signal:embedded-redis}, if that is on the class path;
     * {@code redis-server} or {@code valkey-server} on the PATH; Docker, if {@code org.testcontainers:testcontainers}
     * is on the class path. Without any of them the tests fail.
     */
    REDIS
}
