package io.redoubt;

import io.redoubt.api.Codec;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.cache.CacheSettings;
import io.redoubt.json.JsonCodec;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.spi.RedisSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an application sets: where its state lives, and within which bounds. Immutable, thread-safe.
 *
 * @param redis the server, or null to keep everything in this process
 * @param driver the name of the driver to use; null if there is only one on the class path
 * @param keyPrefix what stands before every key on the server; ends with a colon unless it is empty
 * @param codec turns values into bytes
 * @param maxValueBytes the largest encoded value, 1 byte to 64 MiB; 1 MiB unless set
 * @param embeddedMaxBytes how much is kept in this process where there is no server; 128 MiB unless set
 */
public record RedoubtSettings(
        @Nullable RedisSettings redis,
        @Nullable String driver,
        String keyPrefix,
        Codec codec,
        int maxValueBytes,
        long embeddedMaxBytes) {

    public RedoubtSettings {
        try {
            keyPrefix = new KeyPrefix(keyPrefix).text();
            new CacheSettings(codec, keyPrefix, maxValueBytes);
        } catch (InvalidInputException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
        if (embeddedMaxBytes < maxValueBytes + 4096L) {
            throw new ConfigurationException("embeddedMaxBytes must be at least maxValueBytes (" + maxValueBytes
                    + ") and 4096 more: " + embeddedMaxBytes);
        }
    }

    /** A builder that begins with the defaults: no server, no prefix, JSON. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Settings from environment variables.
     *
     * <table>
     * <caption>The variables</caption>
     * <tr><td>{@code REDIS_URL}</td><td>{@code redis://[[user]:password@]host[:port][/database]}, or {@code rediss://} for
     *     TLS</td></tr>
     * <tr><td>{@code REDIS_HOST}</td><td>the host, instead of the URL</td></tr>
     * <tr><td>{@code REDIS_PORT}</td><td>its port, 6379 unless set; only with {@code REDIS_HOST}</td></tr>
     * <tr><td>{@code REDIS_PASSWORD}</td><td>the password, if the URL has none</td></tr>
     * <tr><td>{@code REDIS_USERNAME}</td><td>the ACL user whose password that is; the default user unless set</td></tr>
     * <tr><td>{@code REDIS_TLS_CA_FILE}</td><td>a PEM file with the authorities to trust, with {@code rediss://}; those of
     *     the JVM unless set</td></tr>
     * <tr><td>{@code REDOUBT_DRIVER}</td><td>{@code lettuce} or {@code jedis}, if both are on the class path</td></tr>
     * <tr><td>{@code CACHE_KEY_PREFIX}</td><td>what stands before every key, for example {@code aeturnis:prod}</td></tr>
     * </table>
     *
     * @throws ConfigurationException naming the variable that is wrong or contradicts another, its value (not that of a
     *     secret) and what is allowed
     */
    public static RedoubtSettings fromEnvironment(Map<String, String> environment) {
        return new Environment(environment).settings();
    }

    CacheSettings cache() {
        return new CacheSettings(codec, keyPrefix, maxValueBytes);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {

        private @Nullable RedisSettings redis;
        private @Nullable String driver;
        private String keyPrefix = "";
        private Codec codec = JsonCodec.create();
        private int maxValueBytes = CacheSettings.DEFAULT_MAX_VALUE_BYTES;
        private long embeddedMaxBytes = 128L << 20;

        private Builder() {}

        /**
         * The server, by its URL.
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

        /** The server, with all its settings. */
        public Builder redis(RedisSettings redis) {
            this.redis = redis;
            return this;
        }

        /** The name of the driver, if there are several on the class path. */
        public Builder driver(String driver) {
            this.driver = driver;
            return this;
        }

        /** What stands before every key on the server. */
        public Builder keyPrefix(String keyPrefix) {
            this.keyPrefix = keyPrefix;
            return this;
        }

        /** Turns values into bytes. */
        public Builder codec(Codec codec) {
            this.codec = codec;
            return this;
        }

        /** The largest encoded value. */
        public Builder maxValueBytes(int maxValueBytes) {
            this.maxValueBytes = maxValueBytes;
            return this;
        }

        /** How much is kept in this process where there is no server. */
        public Builder embeddedMaxBytes(long embeddedMaxBytes) {
            this.embeddedMaxBytes = embeddedMaxBytes;
            return this;
        }

        /**
         * The settings.
         *
         * @throws ConfigurationException naming the setting that is out of its bounds
         */
        public RedoubtSettings build() {
            return new RedoubtSettings(redis, driver, keyPrefix, codec, maxValueBytes, embeddedMaxBytes);
        }
    }
}
