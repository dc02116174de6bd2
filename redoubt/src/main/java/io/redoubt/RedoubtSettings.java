package io.redoubt;

import io.redoubt.api.Codec;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.session.SessionLimitPolicy;
import io.redoubt.cache.CacheSettings;
import io.redoubt.json.JsonCodec;
import io.redoubt.ratelimit.RateLimitOverride;
import io.redoubt.ratelimit.RateLimitSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.session.SessionSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of an application: where its state is stored, and its limits. Immutable, thread-safe. */
public final class RedoubtSettings {

    private final @Nullable RedisSettings redis;
    private final @Nullable String driver;
    private final String keyPrefix;
    private final CacheSettings cache;
    private final SessionSettings sessions;
    private final RateLimitSettings rateLimits;
    private final long embeddedMaxBytes;

    private RedoubtSettings(Builder builder) {
        this.redis = builder.redis;
        this.driver = builder.driver;
        try {
            this.keyPrefix = new KeyPrefix(builder.keyPrefix).text();
            this.cache = new CacheSettings(builder.codec, keyPrefix, builder.maxValueBytes);
            this.sessions = new SessionSettings(
                    builder.codec,
                    keyPrefix,
                    builder.sessionTtl,
                    builder.sessionLifetime,
                    builder.sessionMaxPerUser,
                    builder.sessionLimitPolicy);
            this.rateLimits = new RateLimitSettings(keyPrefix, builder.rateLimits);
        } catch (InvalidInputException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
        this.embeddedMaxBytes = builder.embeddedMaxBytes;
        if (embeddedMaxBytes < cache.maxValueBytes() + 4096L) {
            throw new ConfigurationException("embeddedMaxBytes must be at least maxValueBytes (" + cache.maxValueBytes()
                    + ") and 4096 more: " + embeddedMaxBytes);
        }
    }

    /** Returns a builder with the defaults: no server, no prefix, JSON. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads settings from environment variables.
     *
     * <table>
     * <caption>The variables</caption>
     * <tr><td>{@code REDIS_URL}</td><td>{@code redis://[[user]:password@]host[:port][/database]}, with several
     *     hosts or as {@code redis-cluster://} for a cluster, or {@code redis-sentinel://host1,host2#mymaster}; with
     *     {@code rediss} for TLS</td></tr>
     * <tr><td>{@code REDIS_HOST}</td><td>the host, instead of the URL</td></tr>
     * <tr><td>{@code REDIS_PORT}</td><td>its port, 6379 unless set; only with {@code REDIS_HOST}</td></tr>
     * <tr><td>{@code REDIS_PASSWORD}</td><td>the password, if the URL has none</td></tr>
     * <tr><td>{@code REDIS_USERNAME}</td><td>the ACL user of that password; the default user unless set</td></tr>
     * <tr><td>{@code REDIS_SENTINEL_PASSWORD}</td><td>the password of the sentinels, if they have one</td></tr>
     * <tr><td>{@code REDIS_SENTINEL_USERNAME}</td><td>the ACL user of the sentinels for that password</td></tr>
     * <tr><td>{@code REDIS_TLS_CA_FILE}</td><td>a PEM file with the authorities to trust, with {@code rediss://}; those
     *     of the JVM unless set</td></tr>
     * <tr><td>{@code REDIS_TLS_CERT_FILE}, {@code REDIS_TLS_KEY_FILE}</td><td>PEM files with the client's
     *     certificate and its private key in PKCS #8; both or none</td></tr>
     * <tr><td>{@code REDOUBT_DRIVER}</td><td>{@code lettuce} or {@code jedis}, if both are on the class path</td></tr>
     * <tr><td>{@code CACHE_KEY_PREFIX}</td><td>the prefix of every key, for example {@code aeturnis:prod}</td></tr>
     * <tr><td>{@code SESSION_TTL}</td><td>the idle timeout of sessions in seconds, 1 to 2592000</td></tr>
     * <tr><td>{@code SESSION_MAX_PER_USER}</td><td>the maximum number of sessions of a user, 1 to 100</td></tr>
     * <tr><td>{@code RATE_LIMIT_<NAME>_MAX}</td><td>the limit of the policy of that name, instead of the program's; the
     *     name in upper case, with {@code _} for {@code -}</td></tr>
     * <tr><td>{@code RATE_LIMIT_<NAME>_WINDOW}</td><td>its window in milliseconds</td></tr>
     * </table>
     *
     * @throws ConfigurationException naming the variable that is wrong or contradicts another, its value (unless
     *     secret) and what is allowed
     */
    public static RedoubtSettings fromEnvironment(Map<String, String> environment) {
        return new EnvironmentReader(environment).readSettings();
    }

    /** Returns the settings of the server, or null to keep everything in this process. */
    public @Nullable RedisSettings redis() {
        return redis;
    }

    /** Returns the name of the driver to use, or null if there is only one on the class path. */
    public @Nullable String driver() {
        return driver;
    }

    /** Returns the prefix of every key on the server; ends with a colon unless it is empty. */
    public String keyPrefix() {
        return keyPrefix;
    }

    /** Returns the codec, which converts values to bytes and back. */
    public Codec codec() {
        return cache.codec();
    }

    /** Returns the maximum size of an encoded value of the cache, in bytes. */
    public int maxValueBytes() {
        return cache.maxValueBytes();
    }

    /** Returns the maximum size of the cache in this process where there is no server, in bytes. */
    public long embeddedMaxBytes() {
        return embeddedMaxBytes;
    }

    /** Returns where state is stored; never contains a password. */
    @Override
    public String toString() {
        return "RedoubtSettings[redis=" + redis + ", driver=" + driver + ", keyPrefix=" + keyPrefix + "]";
    }

    CacheSettings cache() {
        return cache;
    }

    SessionSettings sessions() {
        return sessions;
    }

    RateLimitSettings rateLimits() {
        return rateLimits;
    }

    /** Builder of {@link RedoubtSettings}. Not thread-safe. */
    public static final class Builder {

        private @Nullable RedisSettings redis;
        private @Nullable String driver;
        private String keyPrefix = "";
        private Codec codec = JsonCodec.create();
        private int maxValueBytes = CacheSettings.DEFAULT_MAX_VALUE_BYTES;
        private long embeddedMaxBytes = 128L << 20;
        private Duration sessionTtl = SessionSettings.DEFAULT_IDLE_TIMEOUT;
        private Duration sessionLifetime = SessionSettings.DEFAULT_ABSOLUTE_LIFETIME;
        private int sessionMaxPerUser = SessionSettings.DEFAULT_MAX_PER_USER;
        private SessionLimitPolicy sessionLimitPolicy = SessionLimitPolicy.EVICT_OLDEST;
        private final Map<String, RateLimitOverride> rateLimits = new HashMap<>();

        private Builder() {}

        /**
         * Sets the server by its URL.
         *
         * @throws ConfigurationException if it is not a Redis URL
         */
        public Builder url(String url) {
            try {
                return redis(RedisSettings.fromUrl(url));
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException(String.valueOf(e.getMessage()), e);
            }
        }

        /** Sets the server with all its settings. */
        public Builder redis(RedisSettings redis) {
            this.redis = redis;
            return this;
        }

        /** Sets the name of the driver, if there are several on the class path. */
        public Builder driver(String driver) {
            this.driver = driver;
            return this;
        }

        /** Sets the prefix of every key on the server. */
        public Builder keyPrefix(String keyPrefix) {
            this.keyPrefix = keyPrefix;
            return this;
        }

        /** Sets the codec, which converts values to bytes and back; JSON unless set. */
        public Builder codec(Codec codec) {
            this.codec = codec;
            return this;
        }

        /** Sets the maximum size of an encoded value, 1 byte to 64 MiB; 1 MiB unless set. */
        public Builder maxValueBytes(int maxValueBytes) {
            this.maxValueBytes = maxValueBytes;
            return this;
        }

        /**
         * Sets the maximum size in bytes of the cache in this process where there is no server; 128 MiB unless
         * set.
         */
        public Builder embeddedMaxBytes(long embeddedMaxBytes) {
            this.embeddedMaxBytes = embeddedMaxBytes;
            return this;
        }

        /** Sets the idle timeout of sessions, 1 second to 30 days; 30 minutes unless set. */
        public Builder sessionTtl(Duration sessionTtl) {
            this.sessionTtl = sessionTtl;
            return this;
        }

        /** Sets the maximum lifetime of a session, up to 365 days; 30 days unless set. */
        public Builder sessionLifetime(Duration sessionLifetime) {
            this.sessionLifetime = sessionLifetime;
            return this;
        }

        /** Sets the maximum number of sessions of a user, 1 to 100; 5 unless set. */
        public Builder sessionMaxPerUser(int sessionMaxPerUser) {
            this.sessionMaxPerUser = sessionMaxPerUser;
            return this;
        }

        /**
         * Sets what happens when a user at the maximum number of sessions starts another one; unless set, the
         * oldest one is ended.
         */
        public Builder sessionLimitPolicy(SessionLimitPolicy sessionLimitPolicy) {
            this.sessionLimitPolicy = sessionLimitPolicy;
            return this;
        }

        /** Overrides the program's limit of the rate limit policy of this name. */
        public Builder rateLimitMax(String policy, int limit) {
            RateLimitOverride before = rateLimits.get(policy);
            rateLimits.put(policy, new RateLimitOverride(limit, before == null ? null : before.window()));
            return this;
        }

        /** Overrides the program's window of the rate limit policy of this name. */
        public Builder rateLimitWindow(String policy, Duration window) {
            RateLimitOverride before = rateLimits.get(policy);
            rateLimits.put(policy, new RateLimitOverride(before == null ? null : before.limit(), window));
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws ConfigurationException naming the setting that is out of its bounds
         */
        public RedoubtSettings build() {
            return new RedoubtSettings(this);
        }
    }
}
