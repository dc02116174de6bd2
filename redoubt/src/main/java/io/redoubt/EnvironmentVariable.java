package io.redoubt;

import java.util.Arrays;
import java.util.List;

/**
 * Enumeration of the environment variables that Redoubt reads, each with a description of its valid values. The
 * variables {@code RATE_LIMIT_<NAME>_MAX} and {@code RATE_LIMIT_<NAME>_WINDOW} contain the name of a policy, and are
 * read by {@link RateLimitVariables}.
 */
enum EnvironmentVariable {
    REDIS_URL("a URL like redis://host:6379"),
    REDIS_HOST("a host name or IPv4 address alone; use REDIS_PORT or REDIS_URL for more"),
    REDIS_PORT("a number between 1 and 65535"),
    REDIS_DATABASE("a number between 0 and 1023"),
    REDIS_USERNAME("the name of an ACL user"),
    REDIS_PASSWORD("a password"),
    REDIS_PASSWORD_FILE("a readable file that contains a password"),
    REDIS_SENTINEL_USERNAME("the name of an ACL user"),
    REDIS_SENTINEL_PASSWORD("a password"),
    REDIS_SENTINEL_PASSWORD_FILE("a readable file that contains a password"),

    REDIS_TLS("true or false"),
    REDIS_TLS_CA_FILE("a readable PEM file"),
    REDIS_TLS_CERT_FILE("a readable PEM file"),
    REDIS_TLS_KEY_FILE("a readable PEM file"),
    REDIS_TLS_KEY_STORE_FILE("a readable PKCS #12 file"),
    REDIS_TLS_KEY_STORE_PASSWORD("a password"),

    REDIS_CLIENT_NAME("1 to 64 visible ASCII characters without spaces"),
    REDIS_CONNECT_MODE("lazily, in-background or eagerly"),
    REDIS_CONNECT_TIMEOUT("a time from 1ms to 1h, like 2s"),
    REDIS_COMMAND_TIMEOUT("a time from 1ms to 1h, like 500ms"),
    REDIS_CLOSE_TIMEOUT("a time from 0s to 1m, like 2s"),
    REDIS_MAX_CONNECTIONS("a number between 1 and 1024"),
    REDIS_MAX_PENDING("a number between 1 and 1000000"),
    REDIS_MAX_PENDING_BYTES("a size from 1MiB to 1024GiB, like 64MiB"),
    REDIS_MAX_REPLY_BYTES("a size from 64KiB to 1024GiB, like 64MiB"),
    REDIS_COMMAND_BATCHING("on or off"),
    REDIS_LARGE_REQUEST_BYTES("a size from 1KiB to 512MiB, like 64KiB"),
    REDIS_HEARTBEAT("a time from 10ms to 1h, like 3s"),
    REDIS_TOPOLOGY_REFRESH("a time from 100ms to 1h, like 30s"),

    REDIS_RECONNECT_SHORTEST("a time from 1ms to 1m, like 100ms"),
    REDIS_RECONNECT_LONGEST("a time from REDIS_RECONNECT_SHORTEST to 1h, like 10s"),
    REDIS_RECONNECT_WHILE_CALLED("a time from 1ms to 1h, like 500ms"),
    REDIS_RECONNECT_MAX_ATTEMPTS("a number from 1, or unlimited"),

    REDIS_BREAKER_CONSECUTIVE_FAILURES("a number from 1, or unlimited"),
    REDIS_BREAKER_MINIMUM_CALLS("a number from 1, or unlimited"),
    REDIS_BREAKER_FAILURE_PERCENT("a number between 1 and 100"),
    REDIS_BREAKER_WINDOW("a time from 1s to 10m, like 10s"),
    REDIS_BREAKER_LEAST_DEADLINE("a time from 1ms to 1h, like 50ms"),

    REDOUBT_DRIVER("the name of a driver on the class path, such as lettuce or jedis"),
    REDOUBT_CLOSE_ON_SHUTDOWN("true or false"),
    REDOUBT_ASYNC_MAX_RUNNING("a number between 1 and 100000"),
    REDOUBT_ASYNC_MAX_QUEUED("a number between 0 and 1000000"),
    REDOUBT_ASYNC_QUEUE_TIMEOUT("a time from 1ms to 1h, like 1s"),

    CACHE_KEY_PREFIX("parts of letters, digits and . _ - separated by ':', like aeturnis:prod"),
    CACHE_MAX_VALUE_BYTES("a size from 1 byte to 64MiB, like 1MiB"),
    CACHE_EMBEDDED_MAX_BYTES("a size, at least 4096 bytes more than CACHE_MAX_VALUE_BYTES, like 128MiB"),
    CACHE_NEAR_MAX_ENTRIES("a number between 1 and 1000000000"),
    CACHE_NEAR_MAX_BYTES("a size from 1KiB to 1024GiB, like 64MiB"),
    CACHE_NEAR_MAX_AGE("a time from 1ms to 365d, like 1m"),
    CACHE_NEAR_MESSAGES_IF_TRACKING_REFUSED("true or false"),
    CACHE_NEAR_PREFIXES("up to 32 key prefixes separated by commas, like user:,item:"),

    REDOUBT_EMBEDDED_STATE_MAX_BYTES("a size from 1MiB, like 64MiB"),

    RATE_LIMIT_TIMEOUT("a time from 1ms to 1h, like 250ms"),
    RATE_LIMIT_PROCESSES("a number between 1 and 100000"),

    SESSION_TTL("a time from 1s to 30d, like 30m; a number alone is in seconds"),
    SESSION_LIFETIME("a time from SESSION_TTL to 365d, like 30d"),
    SESSION_MAX_PER_USER("a number between 1 and 100"),
    SESSION_OVERFLOW_POLICY("reject, evict-oldest or evict-least-recently-used"),
    SESSION_ROTATION_GRACE("a time from 0s to 60s, like 10s; a number alone is in seconds"),
    SESSION_EVENTS("on or off"),
    SESSION_NEAR_MAX_ENTRIES("a number between 1 and 1000000"),
    SESSION_NEAR_MAX_AGE("a time from 1ms to 60s, like 10s; a number alone is in seconds");

    private static final List<String> NAMES =
            Arrays.stream(values()).map(EnvironmentVariable::name).toList();

    private final String allowed;

    EnvironmentVariable(String allowed) {
        this.allowed = allowed;
    }

    /** Returns the names of all variables. */
    static List<String> names() {
        return NAMES;
    }

    /** Returns a description of the allowed values, which completes "it must be". */
    String allowed() {
        return allowed;
    }

    /** Returns whether this is a setting of the connection to a server, which has no effect without one. */
    boolean needsServer() {
        return name().startsWith("REDIS_") || this == REDOUBT_DRIVER;
    }

    /** Returns whether the value is a password, of which every character counts. */
    boolean isPassword() {
        return name().endsWith("_PASSWORD");
    }

    /** Returns whether the value is, or may contain, a secret. */
    boolean isSecret() {
        return isPassword() || this == REDIS_URL;
    }
}
