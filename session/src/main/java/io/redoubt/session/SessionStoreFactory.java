package io.redoubt.session;

import io.redoubt.api.health.HealthCheck;
import io.redoubt.api.session.SessionEventPublishing;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.topic.Topics;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.async.AsyncExecutor;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.embedded.EmbeddedStoreContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Factory that creates a {@link SessionStore} on Redis or in memory and owns the threads of that store. Thread-safe.
 *
 * <p>On Redis there are three threads, and a fourth with a near cache, which end with {@link #close()}.
 * {@code redoubt-session-touch} records the use of sessions that were found; it starts with the first such touch.
 * {@code redoubt-session-undo} ends sessions that may have been created by a call without a reply; it starts with the
 * first such call. {@code redoubt-session-sweep} starts with the first call of {@link #store()}. It adds what this
 * process counts to the statistics, every five seconds if there is anything; and in one process at a time, it looks
 * every 20 seconds for sessions that have expired, removes them from the indexes, and publishes their events. That
 * costs 256 small commands, also if there are no sessions, and one more for each bucket with sessions to look at; the
 * other processes send one command every 20 seconds. A session lives as long as its hash on the server; neither a
 * thread nor a notification is needed to end it. When Redis is down, touches are lost and logged, calls fail as
 * {@link SessionStore} says, and the other tasks are tried again after pauses of up to 20 seconds, with a line in the
 * log when that begins and when it ends. While the server of the lease does not answer, no process sweeps.
 * {@code redoubt-session-tracking} asks Redis to report changes of sessions to the near cache, from the first call of
 * {@link #store()} until it does; there is one more connection to each server then.
 *
 * <p>Embedded, at most a million sessions are held, in memory, until this process ends, within the memory that the
 * environment allows. A further session, or an update beyond that, is refused with a
 * {@link io.redoubt.api.StoreRejectedException} of code {@code OOM}. There is no background thread.
 */
public final class SessionStoreFactory implements AutoCloseable {

    private final SessionStore store;
    private final SessionRepository repository;
    private final AsyncExecutor calls;
    private final NearSessionsState near;
    private final Runnable onUse;

    private SessionStoreFactory(
            SessionRepository repository,
            SessionEventTopic events,
            SessionSettings settings,
            LogThrottle throttle,
            NearSessionsState near,
            Runnable onUse) {
        this.repository = repository;
        this.near = near;
        this.onUse = onUse;
        this.calls = AsyncExecutor.create("redoubt-async-session", settings.async(), AsyncExecutor.CLOSE_TIMEOUT);
        AttributeCodec codec = new AttributeCodec(settings.codec(), throttle);
        this.store = new DefaultSessionStore(repository, codec, events, near::statistics, calls);
    }

    /**
     * Creates sessions on Redis.
     *
     * @param driver the driver; it is not closed by this object
     * @param timeout how long a call may take
     * @param nanoTime the monotonic clock
     * @param events topics with a {@link SessionEventCodec}, on the same servers and with the same key prefix; they are
     *     not closed by this object
     */
    public static SessionStoreFactory redis(
            RedisDriver driver, Duration timeout, SessionSettings settings, LongSupplier nanoTime, Topics events) {
        return redis(driver, timeout, settings, nanoTime, events, SessionMaintenance.Intervals.DEFAULT);
    }

    /** Creates sessions on Redis, with other intervals of the background tasks. */
    static SessionStoreFactory redis(
            RedisDriver driver,
            Duration timeout,
            SessionSettings settings,
            LongSupplier nanoTime,
            Topics events,
            SessionMaintenance.Intervals intervals) {
        KeyPrefix prefix = new KeyPrefix(settings.keyPrefix());
        SessionKeys keys = new SessionKeys(prefix.space(KeyKind.SESSION));
        String channel = settings.events() == SessionEventPublishing.ON
                ? prefix.space(KeyKind.TOPIC).start() + SessionEventTopic.NAME
                : "";
        RedisOperations calls = new RedisOperations(driver, timeout, nanoTime);
        NearSessions near = near(settings.nearCache(), keys, driver, timeout, nanoTime);
        RedisSessionRepository repository = new RedisSessionRepository(
                calls,
                new SessionOperations(calls, timeout, nanoTime, keys, near),
                new ScriptContext(keys, settings, ScriptTimeSource.server(), channel),
                new SessionCounters(),
                new TouchDueCheck(nanoTime),
                new LogThrottle(nanoTime),
                intervals,
                near);
        return new SessionStoreFactory(
                repository,
                new SessionEventTopic(events, settings.events()),
                settings,
                new LogThrottle(nanoTime),
                new NearSessionsState(near, "there is no near cache of sessions"),
                repository::start);
    }

    private static @Nullable NearSessions near(
            @Nullable SessionNearCacheSettings settings,
            SessionKeys keys,
            RedisDriver driver,
            Duration timeout,
            LongSupplier nanoTime) {
        return settings == null
                ? null
                : new NearSessions(
                        settings,
                        keys,
                        listener -> new SessionChangeSubscription(driver, keys.commonPrefix(), timeout, listener),
                        nanoTime);
    }

    /**
     * Creates sessions in this process.
     *
     * @param environment with the clock by which sessions expire, and the wall-clock time for the times that sessions
     *     report
     * @param events topics of this process with a {@link SessionEventCodec}; they are not closed by this object
     */
    public static SessionStoreFactory embedded(
            SessionSettings settings, EmbeddedStoreContext environment, Topics events) {
        LongSupplier nanoTime = environment.clock();
        long startNanos = nanoTime.getAsLong();
        long startMillis = environment.now().toEpochMilli();
        LongSupplier clock = () -> startMillis + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startNanos);
        SessionEventTopic topic = new SessionEventTopic(events, settings.events());
        SessionRepository repository = new EmbeddedSessionRepository(
                settings, clock, EmbeddedSessionRepository.MAX_SESSIONS, environment.memory(), topic::publish);
        SessionRepository gated = environment.gate().before(SessionRepository.class, repository);
        return new SessionStoreFactory(
                gated,
                topic,
                settings,
                new LogThrottle(nanoTime),
                new NearSessionsState(null, "sessions are in the memory of this process, which needs no near cache"),
                () -> {});
    }

    /** Returns the session store, always the same object. On Redis, the first call starts the background tasks. */
    public SessionStore store() {
        onUse.run();
        return store;
    }

    /**
     * Returns a check named {@code near}: DEGRADED while the near cache of sessions is not in use, with the reason,
     * otherwise UP. Never DOWN, since sessions are found without it. Does no I/O.
     */
    public HealthCheck nearHealth() {
        return near;
    }

    /**
     * Sends the pending touches, for at most one second, then the counts for the statistics, for at most another one,
     * ends the threads, and gives the lease of the sweep back, for at most one second more; a driver that hangs is
     * interrupted, and gets two seconds for each thread. Before that, asynchronous calls may go on for two seconds.
     * Returns within fifteen seconds. Idempotent. Call it before the
     * driver and the topics are closed.
     */
    @Override
    public void close() {
        try {
            calls.close();
        } finally {
            repository.close();
        }
    }
}
