package io.redoubt;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.Codec;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.TaskDecorator;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.session.SessionEventPublishing;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.cache.CacheSettings;
import io.redoubt.json.JsonCodec;
import io.redoubt.ratelimit.RateLimitOverride;
import io.redoubt.ratelimit.RateLimitSettings;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import io.redoubt.session.SessionSettings;
import io.redoubt.topic.TopicSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link Redoubt} instance: connection to Redis, codec, key prefix and limits. Immutable, thread-safe.
 */
public final class RedoubtSettings {

    private static final long MAX_DEFAULT_EMBEDDED_BYTES = 128L << 20;
    private static final long MIN_STATE_BYTES = 1L << 20;
    /** The size of a key, beside which the largest value must fit into the embedded cache. */
    private static final long KEY_BYTES = 4096;

    /**
     * The size of what is read beside the largest value of a region: 64 tags, each of up to 1024 bytes, which may be
     * escaped as three bytes each, with their versions.
     */
    private static final long METADATA_BYTES = 256L << 10;

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    /** A copy that does not change. */
    private final Builder values;

    private final String keyPrefix;
    private final CacheSettings cache;
    private final SessionSettings sessions;
    private final RateLimitSettings rateLimits;
    private final long embeddedMaxBytes;

    private RedoubtSettings(Builder values) {
        this.values = values;
        try {
            this.keyPrefix = new KeyPrefix(values.keyPrefix).text();
            this.cache = new CacheSettings(
                    values.codec, keyPrefix, values.maxValueBytes, values.async, values.nearCache, values.nearCaches);
            this.sessions = values.sessions.settings(values.codec, keyPrefix, values.async);
            this.rateLimits =
                    new RateLimitSettings(keyPrefix, values.rateLimits, values.rateLimitProcesses, values.async);
        } catch (InvalidInputException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
        if (values.rateLimitTimeout.compareTo(MIN_TIMEOUT) < 0 || values.rateLimitTimeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new ConfigurationException(
                    "rateLimitTimeout must be from 1 ms to 1 hour: " + values.rateLimitTimeout);
        }
        if (values.embeddedStateMaxBytes < MIN_STATE_BYTES) {
            throw new ConfigurationException(
                    "embeddedStateMaxBytes must be at least " + MIN_STATE_BYTES + ": " + values.embeddedStateMaxBytes);
        }
        RedisSettings server = values.redis;
        if (server != null && server.maxReplyBytes() < cache.maxValueBytes() + METADATA_BYTES) {
            throw new ConfigurationException("maxReplyBytes must be at least maxValueBytes (" + cache.maxValueBytes()
                    + ") and " + METADATA_BYTES + " more: " + server.maxReplyBytes()
                    + "; its default is an eighth of the heap");
        }
        long least = cache.maxValueBytes() + KEY_BYTES;
        Long embedded = values.embeddedMaxBytes;
        this.embeddedMaxBytes = embedded != null
                ? embedded
                : Math.max(least, defaultEmbeddedMaxBytes(Runtime.getRuntime().maxMemory()));
        if (embeddedMaxBytes < least) {
            throw new ConfigurationException("embeddedMaxBytes must be at least maxValueBytes (" + cache.maxValueBytes()
                    + ") and 4096 more: " + embeddedMaxBytes);
        }
    }

    static long defaultEmbeddedMaxBytes(long maxHeapBytes) {
        return Math.min(MAX_DEFAULT_EMBEDDED_BYTES, maxHeapBytes / 4);
    }

    /** Returns a builder with the defaults: no server, no prefix, JSON. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads settings from environment variables; the chapter "Settings" of the guide has a table of all of them. A
     * variable that is empty or blank counts as unset. A variable that seems to be misspelled is logged at WARN.
     *
     * @throws ConfigurationException naming the variable that is wrong, contradicts another or would have no effect,
     *     its value (unless secret) and what is allowed
     */
    public static RedoubtSettings fromEnvironment(Map<String, String> environment) {
        return new EnvironmentReader(environment).readSettings();
    }

    /** Returns a builder that starts with these settings, for example with those from the environment. */
    public Builder toBuilder() {
        return values.copy();
    }

    /** Returns the settings of the server, or null to keep everything in this process. */
    public @Nullable RedisSettings redis() {
        return values.redis;
    }

    /** Returns the name of the driver to use, or null if there is only one on the class path. */
    public @Nullable String driver() {
        return values.driver;
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

    /** Returns the settings of the near cache of each region that says nothing else; empty for none. */
    public Optional<NearCacheSettings> nearCache() {
        return Optional.ofNullable(cache.near());
    }

    /** Returns the settings of the near caches of values under keys, by the prefix of the keys. */
    public Map<String, NearCacheSettings> nearCaches() {
        return cache.nearPrefixes();
    }

    /** Returns the maximum size of the cache in this process where there is no server, in bytes. */
    public long embeddedMaxBytes() {
        return embeddedMaxBytes;
    }

    /**
     * Returns the maximum size of the sessions, rate limits, locks and pending writes together in this process where
     * there is no server, in bytes.
     */
    public long embeddedStateMaxBytes() {
        return values.embeddedStateMaxBytes;
    }

    /** Returns whether an instance closes itself when the JVM shuts down. */
    public boolean closesOnShutdown() {
        return values.closesOnShutdown;
    }

    /** Returns the settings of asynchronous calls. */
    public AsyncSettings async() {
        return values.async;
    }

    /** Returns where state is stored; never contains a password. */
    @Override
    public String toString() {
        return "RedoubtSettings[redis=" + values.redis + ", driver=" + values.driver + ", keyPrefix=" + keyPrefix + "]";
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

    /** Returns how long a rate limit may take on Redis before the policies decide. */
    Duration rateLimitTimeout() {
        return values.rateLimitTimeout;
    }

    TopicSettings topics() {
        return new TopicSettings(values.codec, keyPrefix, values.async);
    }

    /** Builder of {@link RedoubtSettings}. Not thread-safe. */
    public static final class Builder {

        private @Nullable RedisSettings redis;
        private @Nullable String driver;
        private String keyPrefix = "";
        private Codec codec = JsonCodec.create();
        private int maxValueBytes = CacheSettings.DEFAULT_MAX_VALUE_BYTES;
        /** Null for the default, which depends on the largest value. */
        private @Nullable Long embeddedMaxBytes;

        private long embeddedStateMaxBytes =
                StateMemoryBudget.defaultBytes(Runtime.getRuntime().maxMemory());
        private SessionOptions sessions = new SessionOptions();
        private final Map<String, RateLimitOverride> rateLimits = new HashMap<>();
        private int rateLimitProcesses = 1;
        private Duration rateLimitTimeout = RateLimitSettings.DEFAULT_TIMEOUT;
        private boolean closesOnShutdown;
        private AsyncSettings async = AsyncSettings.defaults();
        private @Nullable NearCacheSettings nearCache;
        private final Map<String, NearCacheSettings> nearCaches = new LinkedHashMap<>();

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

        /**
         * Changes the settings of the server, for example to add a listener to those from the environment. Does
         * nothing if no server is set.
         */
        public Builder redis(UnaryOperator<RedisSettingsBuilder> change) {
            if (redis != null) {
                redis = change.apply(redis.toBuilder()).build();
            }
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
         * Sets the maximum size in bytes of the cache in this process where there is no server; unless set, a quarter
         * of the maximum heap, but at most 128 MiB and enough for one value. Entries beyond it are evicted.
         */
        public Builder embeddedMaxBytes(long embeddedMaxBytes) {
            this.embeddedMaxBytes = embeddedMaxBytes;
            return this;
        }

        /**
         * Sets the maximum size in bytes, from 1 MiB on, of the sessions, rate limits, locks and pending writes
         * together in this process where there is no server; unless set, a quarter of the maximum heap, but at least 8
         * MiB. What exceeds it is refused as by a Redis that is out of memory, and rate limits decide as if Redis were
         * unavailable.
         */
        public Builder embeddedStateMaxBytes(long embeddedStateMaxBytes) {
            this.embeddedStateMaxBytes = embeddedStateMaxBytes;
            return this;
        }

        /** Sets the idle timeout of sessions, 1 second to 30 days; 30 minutes unless set. */
        public Builder sessionTtl(Duration sessionTtl) {
            sessions.idleTimeout(sessionTtl);
            return this;
        }

        /** Sets the maximum lifetime of a session, up to 365 days; 30 days unless set. */
        public Builder sessionLifetime(Duration sessionLifetime) {
            sessions.lifetime(sessionLifetime);
            return this;
        }

        /** Sets the maximum number of sessions of a user, 1 to 100; 5 unless set. */
        public Builder sessionMaxPerUser(int sessionMaxPerUser) {
            sessions.maxPerUser(sessionMaxPerUser);
            return this;
        }

        /**
         * Sets what happens when a user at the maximum number of sessions starts another one; unless set, the
         * oldest one is ended.
         */
        public Builder sessionOverflowPolicy(SessionOverflowPolicy sessionOverflowPolicy) {
            sessions.overflowPolicy(sessionOverflowPolicy);
            return this;
        }

        /**
         * Sets how long a session is found by the id that it had before a rotation, for requests that were under way
         * with it: zero to one minute; not at all unless set. Such a request does not count as use, and cannot change
         * the session.
         */
        public Builder sessionRotationGrace(Duration sessionRotationGrace) {
            sessions.rotationGrace(sessionRotationGrace);
            return this;
        }

        /**
         * Sets whether changes of sessions publish events, which {@code SessionStore.subscribe} needs; they do unless
         * set. Without listeners, {@code OFF} saves the server a {@code PUBLISH} for each change. Set it alike in all
         * processes that share the sessions.
         */
        public Builder sessionEvents(SessionEventPublishing sessionEvents) {
            sessions.events(sessionEvents);
            return this;
        }

        /**
         * Gives sessions a near cache: copies of sessions in this process, by which {@code SessionStore.find} answers
         * without Redis; none unless set. Each process may have its own setting. Without effect where there is no
         * server, since sessions are in this process then.
         */
        public Builder sessionNearCache(SessionNearCacheSettings sessionNearCache) {
            sessions.nearCache(sessionNearCache);
            return this;
        }

        /**
         * Gives each cache region a near cache of its own with these settings, unless its specification says otherwise
         * ({@code near}, {@code withoutNear}); none unless set.
         */
        public Builder nearCache(NearCacheSettings nearCache) {
            this.nearCache = nearCache;
            return this;
        }

        /**
         * Gives the values whose keys begin with a prefix a near cache of their own; none unless set. It answers {@code
         * get} and {@code getAll} of the cache store.
         *
         * @param keyPrefix beginning of the keys, as they are passed to the store, such as {@code user:}. No prefix may
         *     be the beginning of another, and there can be at most 32; {@link #build()} refuses others
         * @param nearCache without {@code serveWhileDown}, which is for regions
         */
        public Builder nearCache(String keyPrefix, NearCacheSettings nearCache) {
            this.nearCaches.put(keyPrefix, nearCache);
            return this;
        }

        /** Sets the executor of the application, the context of callers and the bounds of asynchronous calls. */
        public Builder async(AsyncSettings async) {
            this.async = async;
            return this;
        }

        /**
         * Sets the executor that runs asynchronous calls; threads of Redoubt unless set. See {@link
         * AsyncSettings#executor}.
         */
        public Builder executor(Executor executor) {
            return async(async.withExecutor(executor));
        }

        /** Sets the hook that carries the context of callers into work on other threads; nothing unless set. */
        public Builder taskDecorator(TaskDecorator taskDecorator) {
            return async(async.withTaskDecorator(taskDecorator));
        }

        /** Overrides the program's limit of the rate limit policy of this name. */
        public Builder rateLimitMax(String policy, int limit) {
            RateLimitOverride before = rateLimitOverride(policy);
            rateLimits.put(policy, new RateLimitOverride(limit, before.window(), before.algorithm()));
            return this;
        }

        /** Overrides the program's window of the rate limit policy of this name. */
        public Builder rateLimitWindow(String policy, Duration window) {
            RateLimitOverride before = rateLimitOverride(policy);
            rateLimits.put(policy, new RateLimitOverride(before.limit(), window, before.algorithm()));
            return this;
        }

        /**
         * Overrides the program's algorithm of the rate limit policy of this name.
         *
         * @param algorithm the name of an algorithm, such as {@code token-bucket}, see {@link RateLimitOverride}
         */
        public Builder rateLimitAlgorithm(String policy, String algorithm) {
            RateLimitOverride before = rateLimitOverride(policy);
            rateLimits.put(policy, new RateLimitOverride(before.limit(), before.window(), algorithm));
            return this;
        }

        private RateLimitOverride rateLimitOverride(String policy) {
            return rateLimits.getOrDefault(policy, new RateLimitOverride(null, null));
        }

        /**
         * Sets by how many processes limits are divided while Redis is down, for policies that each process then counts
         * for itself ({@code LOCAL}); 1 unless set.
         */
        public Builder rateLimitProcesses(int processes) {
            this.rateLimitProcesses = processes;
            return this;
        }

        /**
         * Sets how long a rate limit may take on Redis before its policies decide, from 1 ms to 1 hour; 250 ms unless
         * set, and never longer than the command timeout.
         */
        public Builder rateLimitTimeout(Duration timeout) {
            this.rateLimitTimeout = timeout;
            return this;
        }

        /**
         * Makes each instance with these settings close itself when the JVM shuts down (SIGTERM, {@code
         * System.exit}), by a shutdown hook. Calls in progress may complete within the close timeout, as with {@link
         * Redoubt#close()}; later ones fail. The JVM runs its shutdown hooks at the same time: do without this where
         * a framework closes the instance after it has ended the requests. The hook is removed by {@link
         * Redoubt#close()}. Default: no hook.
         */
        public Builder closeOnShutdown() {
            this.closesOnShutdown = true;
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws ConfigurationException naming the setting that is out of its bounds
         */
        public RedoubtSettings build() {
            return new RedoubtSettings(copy());
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.redis = redis;
            copy.driver = driver;
            copy.keyPrefix = keyPrefix;
            copy.codec = codec;
            copy.maxValueBytes = maxValueBytes;
            copy.embeddedMaxBytes = embeddedMaxBytes;
            copy.nearCache = nearCache;
            copy.nearCaches.putAll(nearCaches);
            copy.embeddedStateMaxBytes = embeddedStateMaxBytes;
            copy.sessions = sessions.copy();
            copy.rateLimits.putAll(rateLimits);
            copy.rateLimitProcesses = rateLimitProcesses;
            copy.rateLimitTimeout = rateLimitTimeout;
            copy.closesOnShutdown = closesOnShutdown;
            copy.async = async;
            return copy;
        }
    }
}
