package io.redoubt.session;

import io.redoubt.api.session.SessionStore;
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

/**
 * Factory that creates a {@link SessionStore} on Redis or in memory and owns the threads of that store. Thread-safe.
 *
 * <p>On Redis one thread, {@code redoubt-session-touch}, records the use of sessions that were found. It starts
 * with the first such touch and ends with {@link #close()}. A session lives as long as its hash on the server;
 * neither a thread nor a notification is needed to end it. When Redis is down, touches are lost and logged, and
 * calls fail as {@link SessionStore} says.
 *
 * <p>Embedded, at most a million sessions are held, in memory, until this process ends, within the memory that the
 * environment allows. A further session, or an update beyond that, is
 * refused with a {@link io.redoubt.api.StoreRejectedException} of code {@code OOM}. There is no background thread.
 */
public final class SessionStoreFactory implements AutoCloseable {

    private final SessionStore store;
    private final SessionRepository repository;
    private final AsyncExecutor calls;

    private SessionStoreFactory(SessionRepository repository, SessionSettings settings, LogThrottle throttle) {
        this.repository = repository;
        this.calls = AsyncExecutor.create("redoubt-async-session", settings.async(), AsyncExecutor.CLOSE_TIMEOUT);
        this.store = new DefaultSessionStore(repository, new AttributeCodec(settings.codec(), throttle), calls);
    }

    /**
     * Creates sessions on Redis.
     *
     * @param driver the driver; it is not closed by this object
     * @param timeout how long a call may take
     * @param nanoTime the monotonic clock
     */
    public static SessionStoreFactory redis(
            RedisDriver driver, Duration timeout, SessionSettings settings, LongSupplier nanoTime) {
        SessionKeys keys = new SessionKeys(new KeyPrefix(settings.keyPrefix()).space(KeyKind.SESSION));
        SessionRepository repository = new RedisSessionRepository(
                new RedisOperations(driver, timeout, nanoTime),
                keys,
                new SessionScripts(keys, settings, ScriptTimeSource.server()),
                settings,
                new TouchDueCheck(nanoTime),
                new LogThrottle(nanoTime));
        return new SessionStoreFactory(repository, settings, new LogThrottle(nanoTime));
    }

    /**
     * Creates sessions in this process.
     *
     * @param environment with the clock by which sessions expire, and the wall-clock time for the times that sessions
     *     report
     */
    public static SessionStoreFactory embedded(SessionSettings settings, EmbeddedStoreContext environment) {
        LongSupplier nanoTime = environment.clock();
        long startNanos = nanoTime.getAsLong();
        long startMillis = environment.now().toEpochMilli();
        LongSupplier clock = () -> startMillis + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startNanos);
        SessionRepository repository = new EmbeddedSessionRepository(
                settings, clock, EmbeddedSessionRepository.MAX_SESSIONS, environment.memory());
        SessionRepository gated = environment.gate().before(SessionRepository.class, repository);
        return new SessionStoreFactory(gated, settings, new LogThrottle(nanoTime));
    }

    /** Returns the session store, always the same object. */
    public SessionStore store() {
        return store;
    }

    /**
     * Sends the pending touches, for at most one second, and ends the thread; a driver that hangs is interrupted.
     * Before that, asynchronous calls may go on for two seconds. Returns within six seconds. Idempotent. Call it
     * before the driver is closed.
     */
    @Override
    public void close() {
        calls.close();
        repository.close();
    }
}
