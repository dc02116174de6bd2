package io.redoubt.session;

import io.redoubt.api.session.SessionStore;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.LogThrottle;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.core.driver.RedisDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Makes session stores, and ends what runs in their background. Thread-safe.
 *
 * <p>On Redis one thread, {@code redoubt-session-touch}, notes the use of sessions that were found; it begins with the first
 * such note and ends with {@link #close()}. A session lives as long as its hash on the server, and no thread and no
 * notification is needed to end it. When Redis is down, notes are lost and logged, and the calls fail as
 * {@link SessionStore} says.
 *
 * <p>Embedded, at most a million sessions are held, in memory and until this process ends; a further one is refused with a
 * {@link io.redoubt.api.StoreRejectedException} of code {@code OOM}. There is no thread.
 */
public final class Sessions implements AutoCloseable {

    private final SessionStore store;
    private final SessionRepository repository;

    private Sessions(SessionRepository repository, SessionSettings settings, LogThrottle throttle) {
        this.repository = repository;
        this.store = new DefaultSessionStore(repository, new AttributeCodec(settings.codec(), throttle));
    }

    /**
     * Sessions on Redis.
     *
     * @param driver is not closed with this
     * @param timeout how long a call may take
     * @param nanoTime the monotonic clock
     */
    public static Sessions redis(
            RedisDriver driver, Duration timeout, SessionSettings settings, LongSupplier nanoTime) {
        SessionKeys keys = new SessionKeys(new KeyPrefix(settings.keyPrefix()).space(KeyKind.SESSION));
        SessionRepository repository = new RedisSessionRepository(
                new RedisCalls(driver, timeout, nanoTime),
                keys,
                new SessionScripts(keys, settings, ScriptTimeSource.server()),
                settings,
                new ServerTimeEstimate(nanoTime),
                new LogThrottle(nanoTime));
        return new Sessions(repository, settings, new LogThrottle(nanoTime));
    }

    /**
     * Sessions in this process.
     *
     * @param nanoTime the monotonic clock by which sessions expire
     * @param now the time of day at this reading of the monotonic clock, for the times that sessions tell
     */
    public static Sessions embedded(SessionSettings settings, LongSupplier nanoTime, Instant now) {
        long startNanos = nanoTime.getAsLong();
        long startMillis = now.toEpochMilli();
        LongSupplier clock = () -> startMillis + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startNanos);
        SessionRepository repository = new EmbeddedSessionRepository(settings, clock, EmbeddedSessionRepository.MAX_SESSIONS);
        return new Sessions(repository, settings, new LogThrottle(nanoTime));
    }

    /** The store; the same object every time. */
    public SessionStore store() {
        return store;
    }

    /**
     * Writes the notes of use that still wait, for a second at most, and ends the thread; a driver that hangs is interrupted.
     * Bounded to three seconds, idempotent. Close it before the driver.
     */
    @Override
    public void close() {
        repository.close();
    }
}
