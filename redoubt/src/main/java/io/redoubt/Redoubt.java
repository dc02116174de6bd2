package io.redoubt;

import io.redoubt.api.ConfigurationException;
import io.redoubt.api.RedoubtException;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.api.ratelimit.RateLimiter;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.topic.Topics;
import io.redoubt.cache.CacheStoreFactory;
import io.redoubt.health.HealthChecks;
import io.redoubt.lock.LockProviderFactory;
import io.redoubt.ratelimit.RateLimiterFactory;
import io.redoubt.redis.ConnectMode;
import io.redoubt.redis.ConnectionStatistics;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.CommandFilteringDriver;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.SystemClock;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import io.redoubt.redis.core.embedded.StateMemoryBudget;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.topic.TopicsFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entry point to an application's cache, sessions, rate limits, locks and topics, on Redis, on Valkey or in memory. An
 * application has one instance.
 *
 * <pre>{@code
 * try (Redoubt redoubt = Redoubt.fromEnvironment()) {
 *     redoubt.cache().set("user:42:profile", profile, Ttl.of(Duration.ofMinutes(30)));
 * }
 * }</pre>
 *
 * <p>Thread-safe. Connections are opened in the background, so an application starts while Redis is down; its calls
 * then fail within the command timeout, and succeed once Redis is available. Calls that come during the
 * first two attempts to connect wait for their end, at most for twice the connect timeout and the time to load classes,
 * before their own timeouts begin. Features must not
 * be used after {@link #close()}.
 */
public final class Redoubt implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Redoubt.class);

    private final CacheStoreFactory cache;
    private final SessionComponents sessions;
    private final RateLimiterFactory rateLimits;
    private final LockProviderFactory locks;
    private final TopicsFactory topics;
    private final HealthCheck health;
    private final Supplier<Optional<ConnectionStatistics>> connections;
    private final ShutdownSequence shutdown;

    private Redoubt(
            CacheStoreFactory cache,
            SessionComponents sessions,
            RateLimiterFactory rateLimits,
            LockProviderFactory locks,
            TopicsFactory topics,
            HealthCheck health,
            Supplier<Optional<ConnectionStatistics>> connections,
            Runnable closeDriver) {
        this.cache = cache;
        this.sessions = sessions;
        this.rateLimits = rateLimits;
        this.locks = locks;
        this.topics = topics;
        HealthCheck near = new MergedHealthCheck("near", List.of(cache.nearHealth(), sessions.nearHealth()));
        this.health = HealthChecks.composite("redoubt", List.of(health, near));
        this.connections = connections;
        // Listeners of topics may use all others, those of sessions what is closed after these.
        this.shutdown = new ShutdownSequence(
                topics::close, sessions::close, locks::close, rateLimits::close, cache::close, closeDriver);
    }

    /**
     * Creates an instance that keeps everything in this process, with the default settings: for development, tests
     * and single instances.
     */
    public static Redoubt embedded() {
        return embedded(RedoubtSettings.builder().build());
    }

    /**
     * Creates an instance that keeps everything in this process.
     *
     * @throws ConfigurationException if the settings name a server
     */
    public static Redoubt embedded(RedoubtSettings settings) {
        return embedded(settings, EmbeddedStoreContext.ofThisJvm());
    }

    /**
     * Creates an instance that keeps everything in this process, with the clock and the gate of a test kit. For test
     * kits only: tests of applications use the module {@code redoubt-test}.
     *
     * @throws ConfigurationException if the settings name a server
     */
    public static Redoubt embedded(RedoubtSettings settings, EmbeddedStoreContext environment) {
        if (settings.redis() != null) {
            throw new ConfigurationException("the settings name the server " + settings.redis()
                    + ": use Redoubt.connect(settings), or leave the server out");
        }
        EmbeddedStoreContext bounded = environment.withMemory(StateMemoryBudget.of(settings.embeddedStateMaxBytes()));
        try (CreatedParts parts = new CreatedParts()) {
            Redoubt redoubt = new Redoubt(
                    parts.add(
                            CacheStoreFactory.embedded(settings.embeddedMaxBytes(), settings.cache(), bounded),
                            CacheStoreFactory::close),
                    parts.add(SessionComponents.embedded(settings, bounded), SessionComponents::close),
                    parts.add(RateLimiterFactory.embedded(settings.rateLimits(), bounded), RateLimiterFactory::close),
                    parts.add(LockProviderFactory.embedded(settings.async(), bounded), LockProviderFactory::close),
                    parts.add(TopicsFactory.embedded(settings.topics(), bounded), TopicsFactory::close),
                    HealthChecks.embedded(environment.gate()),
                    Optional::empty,
                    () -> {});
            parts.complete();
            return redoubt.closedOnShutdown(settings);
        }
    }

    /**
     * Creates an instance on the servers that the settings name, through the driver that is on the class path.
     * Connects in the background, unless the settings ask for something else ({@link ConnectMode}).
     *
     * @throws ConfigurationException if the settings name no server, no driver is found, or several are found and
     *     none is chosen
     * @throws RedoubtException if the settings ask to connect immediately, and that fails; nothing is left running
     *     then
     */
    public static Redoubt connect(RedoubtSettings settings) {
        RedisSettings redis = settings.redis();
        if (redis == null) {
            throw new ConfigurationException(
                    "the settings name no server: add .url(\"redis://host:6379\"), or use Redoubt.embedded()");
        }
        LongSupplier nanoTime = SystemClock.nanoTime();
        RedisDriverProvider provider = AvailableDrivers.onClassPath().choose(settings.driver());
        EvictionPolicyMonitor evictions = new EvictionPolicyMonitor(redis.listener(), nanoTime);
        RedisSettings observed = redis.toBuilder().listener(evictions).build();
        RedisDriver driver = CommandFilteringDriver.around(RedisDriverFactory.open(provider, observed, nanoTime));
        Runnable closeDriver = () -> {
            evictions.close();
            driver.close();
        };
        boolean created = false;
        try {
            evictions.start(driver, redis.commandTimeout());
            LOG.info("Redoubt on {} through {}, key prefix '{}'", redis, provider.name(), settings.keyPrefix());
            switch (redis.connectMode()) {
                case EAGERLY -> connectNow(driver, redis, nanoTime);
                case IN_BACKGROUND -> driver.connectInBackground();
                case LAZILY -> {}
            }
            Redoubt redoubt = on(driver, closeDriver, settings, redis.commandTimeout(), nanoTime);
            created = true;
            return redoubt.closedOnShutdown(settings);
        } finally {
            if (!created) {
                closeDriver.run();
            }
        }
    }

    private static Redoubt on(
            RedisDriver driver,
            Runnable closeDriver,
            RedoubtSettings settings,
            Duration timeout,
            LongSupplier nanoTime) {
        try (CreatedParts parts = new CreatedParts()) {
            Redoubt redoubt = new Redoubt(
                    parts.add(
                            CacheStoreFactory.redis(driver, timeout, settings.cache(), nanoTime),
                            CacheStoreFactory::close),
                    parts.add(SessionComponents.redis(driver, timeout, settings, nanoTime), SessionComponents::close),
                    parts.add(
                            RateLimiterFactory.redis(
                                    driver,
                                    shorter(timeout, settings.rateLimitTimeout()),
                                    settings.rateLimits(),
                                    nanoTime),
                            RateLimiterFactory::close),
                    parts.add(
                            LockProviderFactory.redis(
                                    driver, timeout, settings.keyPrefix(), settings.async(), nanoTime),
                            LockProviderFactory::close),
                    parts.add(TopicsFactory.redis(driver, timeout, settings.topics(), nanoTime), TopicsFactory::close),
                    HealthChecks.redis(driver, timeout, nanoTime),
                    () -> Optional.of(driver.statistics()),
                    closeDriver);
            parts.complete();
            return redoubt;
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /** Registers the shutdown hook, if the settings ask for it. */
    private Redoubt closedOnShutdown(RedoubtSettings settings) {
        if (settings.closesOnShutdown()) {
            boolean registered = false;
            try {
                shutdown.runOnShutdown();
                registered = true;
            } finally {
                if (!registered) {
                    close();
                }
            }
        }
        return this;
    }

    private static void connectNow(RedisDriver driver, RedisSettings redis, LongSupplier nanoTime) {
        new RedisOperations(driver, redis.connectTimeout(), nanoTime)
                .connect(new OperationDescription("redoubt.connect", redis.toString(), redis.toString()));
    }

    /**
     * Creates an instance from the environment variables: on the server that they name or, if they name none, in
     * this process, which is logged at WARN. The guide has a table of the variables.
     *
     * @throws ConfigurationException naming the variable that is wrong, its value and what is allowed
     */
    public static Redoubt fromEnvironment() {
        return open(RedoubtSettings.fromEnvironment(System.getenv()));
    }

    /**
     * Creates an instance where the settings say: on the server that they name or, if they name none, in this
     * process, which is logged at WARN.
     *
     * @throws ConfigurationException if no driver is found, or several are found and none is chosen
     */
    public static Redoubt open(RedoubtSettings settings) {
        if (settings.redis() != null) {
            return connect(settings);
        }
        LOG.warn("No server is set (REDIS_URL, REDIS_HOST, or RedoubtSettings.url): state lives in this process only,"
                + " and ends with it");
        return embedded(settings);
    }

    /** Returns the cache. The same object every time. */
    public CacheStore cache() {
        return cache.store();
    }

    /** Returns the sessions. The same object every time. */
    public SessionStore sessions() {
        return sessions.store();
    }

    /** Returns the rate limiter. The same object every time. */
    public RateLimiter rateLimiter() {
        return rateLimits.limiter();
    }

    /** Returns the locks. The same object every time. */
    public LockProvider locks() {
        return locks.provider();
    }

    /** Returns the topics. The same object every time. */
    public Topics topics() {
        return topics.topics();
    }

    /** Returns the health check of everything that this instance uses. With Redis, each check sends a PING. */
    public HealthCheck health() {
        return health;
    }

    /**
     * Returns statistics of the connections since this instance was created; empty where everything is in this
     * process.
     */
    public Optional<ConnectionStatistics> connections() {
        return connections.get();
    }

    /**
     * Closes all features, connections and threads. Calls in flight may complete within the close timeout, and
     * held locks are released. Takes at most a few seconds longer than {@link RedisSettings#closeTimeout()}.
     * Idempotent. If another thread is closing already, returns at once.
     *
     * <p>Nothing is closed when the JVM ends, unless {@link RedoubtSettings.Builder#closeOnShutdown()} is set.
     */
    @Override
    public void close() {
        shutdown.run();
    }
}
