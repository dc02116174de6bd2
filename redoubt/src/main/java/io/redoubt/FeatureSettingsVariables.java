package io.redoubt;

import static io.redoubt.EnvironmentVariable.CACHE_EMBEDDED_MAX_BYTES;
import static io.redoubt.EnvironmentVariable.CACHE_KEY_PREFIX;
import static io.redoubt.EnvironmentVariable.CACHE_MAX_VALUE_BYTES;
import static io.redoubt.EnvironmentVariable.CACHE_NEAR_MAX_AGE;
import static io.redoubt.EnvironmentVariable.CACHE_NEAR_MAX_BYTES;
import static io.redoubt.EnvironmentVariable.CACHE_NEAR_MAX_ENTRIES;
import static io.redoubt.EnvironmentVariable.CACHE_NEAR_MESSAGES_IF_TRACKING_REFUSED;
import static io.redoubt.EnvironmentVariable.CACHE_NEAR_PREFIXES;
import static io.redoubt.EnvironmentVariable.RATE_LIMIT_PROCESSES;
import static io.redoubt.EnvironmentVariable.RATE_LIMIT_TIMEOUT;
import static io.redoubt.EnvironmentVariable.REDOUBT_ASYNC_MAX_QUEUED;
import static io.redoubt.EnvironmentVariable.REDOUBT_ASYNC_MAX_RUNNING;
import static io.redoubt.EnvironmentVariable.REDOUBT_ASYNC_QUEUE_TIMEOUT;
import static io.redoubt.EnvironmentVariable.REDOUBT_EMBEDDED_STATE_MAX_BYTES;
import static io.redoubt.EnvironmentVariable.SESSION_EVENTS;
import static io.redoubt.EnvironmentVariable.SESSION_LIFETIME;
import static io.redoubt.EnvironmentVariable.SESSION_MAX_PER_USER;
import static io.redoubt.EnvironmentVariable.SESSION_NEAR_MAX_AGE;
import static io.redoubt.EnvironmentVariable.SESSION_NEAR_MAX_ENTRIES;
import static io.redoubt.EnvironmentVariable.SESSION_OVERFLOW_POLICY;
import static io.redoubt.EnvironmentVariable.SESSION_ROTATION_GRACE;
import static io.redoubt.EnvironmentVariable.SESSION_TTL;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.session.SessionEventPublishing;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.ratelimit.RateLimitSettings;
import io.redoubt.redis.core.KeyPrefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reader for the environment variables that configure the cache, sessions, all rate limits and asynchronous calls. */
final class FeatureSettingsVariables {

    private static final Duration MIN_SESSION_TTL = Duration.ofSeconds(1);
    private static final Duration MAX_SESSION_TTL = Duration.ofDays(30);
    private static final int MAX_SESSIONS = 100;
    private static final Duration MAX_ROTATION_GRACE = Duration.ofMinutes(1);
    private static final Duration MIN_SESSION_NEAR_AGE = Duration.ofMillis(1);
    private static final Duration MAX_SESSION_NEAR_AGE = Duration.ofMinutes(1);
    private static final int MAX_NEAR_ENTRIES = 1_000_000_000;
    private static final Duration MIN_QUEUE_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_QUEUE_TIMEOUT = Duration.ofHours(1);

    private static final Duration MIN_RATE_LIMIT_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_RATE_LIMIT_TIMEOUT = Duration.ofHours(1);

    private final EnvironmentValues environment;

    FeatureSettingsVariables(EnvironmentValues environment) {
        this.environment = environment;
    }

    void applyTo(RedoubtSettings.Builder builder) {
        String prefix = environment.text(CACHE_KEY_PREFIX);
        if (prefix != null) {
            requireValidPrefix(prefix);
            builder.keyPrefix(prefix);
        }
        environment.apply(CACHE_MAX_VALUE_BYTES, ValueParsers::smallSize, builder::maxValueBytes);
        environment.apply(CACHE_EMBEDDED_MAX_BYTES, ValueParsers::size, builder::embeddedMaxBytes);
        NearCacheSettings near = nearCache();
        if (near != null) {
            builder.nearCache(near);
            environment.apply(
                    CACHE_NEAR_PREFIXES,
                    ValueParsers::list,
                    prefixes -> prefixes.forEach(each -> builder.nearCache(each, near)));
        }
        environment.apply(REDOUBT_EMBEDDED_STATE_MAX_BYTES, ValueParsers::size, builder::embeddedStateMaxBytes);
        environment.apply(SESSION_TTL, ValueParsers.time("s", MIN_SESSION_TTL, MAX_SESSION_TTL), builder::sessionTtl);
        environment.apply(SESSION_LIFETIME, ValueParsers::time, builder::sessionLifetime);
        environment.apply(SESSION_MAX_PER_USER, ValueParsers.number(1, MAX_SESSIONS), builder::sessionMaxPerUser);
        environment.apply(
                SESSION_OVERFLOW_POLICY,
                ValueParsers.constant(SessionOverflowPolicy.class),
                builder::sessionOverflowPolicy);
        environment.apply(
                SESSION_ROTATION_GRACE,
                ValueParsers.time("s", Duration.ZERO, MAX_ROTATION_GRACE),
                builder::sessionRotationGrace);
        environment.apply(
                SESSION_EVENTS,
                ValueParsers::flag,
                on -> builder.sessionEvents(on ? SessionEventPublishing.ON : SessionEventPublishing.OFF));
        environment.apply(
                SESSION_NEAR_MAX_ENTRIES,
                ValueParsers.number(1, SessionNearCacheSettings.MAX_ENTRIES),
                entries -> builder.sessionNearCache(new SessionNearCacheSettings(entries, sessionNearMaxAge())));
        if (!environment.isSet(SESSION_NEAR_MAX_ENTRIES)) {
            environment.rejectIfSet(
                    SESSION_NEAR_MAX_AGE, "sessions have no near cache: set SESSION_NEAR_MAX_ENTRIES too");
        }
        environment.apply(
                RATE_LIMIT_TIMEOUT,
                ValueParsers.time("ms", MIN_RATE_LIMIT_TIMEOUT, MAX_RATE_LIMIT_TIMEOUT),
                builder::rateLimitTimeout);
        environment.apply(
                RATE_LIMIT_PROCESSES,
                ValueParsers.number(1, RateLimitSettings.MAX_PROCESSES),
                builder::rateLimitProcesses);
        builder.async(asyncSettings());
    }

    private Duration sessionNearMaxAge() {
        return environment.parsedOr(
                SESSION_NEAR_MAX_AGE,
                ValueParsers.time("s", MIN_SESSION_NEAR_AGE, MAX_SESSION_NEAR_AGE),
                SessionNearCacheSettings.DEFAULT_MAX_AGE);
    }

    private @Nullable NearCacheSettings nearCache() {
        if (environment.isSet(CACHE_NEAR_MAX_ENTRIES)) {
            environment.rejectIfSet(
                    CACHE_NEAR_MAX_BYTES, "CACHE_NEAR_MAX_ENTRIES is set too: a near cache has one of both limits");
        } else if (!environment.isSet(CACHE_NEAR_MAX_BYTES)) {
            for (EnvironmentVariable each :
                    List.of(CACHE_NEAR_MAX_AGE, CACHE_NEAR_MESSAGES_IF_TRACKING_REFUSED, CACHE_NEAR_PREFIXES)) {
                environment.rejectIfSet(
                        each, "there is no near cache: set CACHE_NEAR_MAX_ENTRIES or CACHE_NEAR_MAX_BYTES too");
            }
        }
        List<NearCacheSettings> near = new ArrayList<>();
        environment.apply(
                CACHE_NEAR_MAX_ENTRIES,
                ValueParsers.number(1, MAX_NEAR_ENTRIES),
                entries -> near.add(NearCacheSettings.maxEntries(entries)));
        environment.apply(
                CACHE_NEAR_MAX_BYTES, ValueParsers::size, bytes -> near.add(NearCacheSettings.maxBytes(bytes)));
        environment.apply(
                CACHE_NEAR_MAX_AGE,
                ValueParsers::time,
                age -> near.add(near.get(0).maxAge(age)));
        if (near.isEmpty()) {
            return null;
        }
        NearCacheSettings last = near.get(near.size() - 1);
        return environment.parsedOr(CACHE_NEAR_MESSAGES_IF_TRACKING_REFUSED, ValueParsers::flag, false)
                ? last.messagesIfTrackingRefused()
                : last;
    }

    private AsyncSettings asyncSettings() {
        AsyncSettings defaults = AsyncSettings.defaults();
        return defaults.withMaxRunning(environment.parsedOr(
                        REDOUBT_ASYNC_MAX_RUNNING,
                        ValueParsers.number(1, AsyncSettings.MAX_RUNNING),
                        defaults.maxRunning()))
                .withQueue(
                        environment.parsedOr(
                                REDOUBT_ASYNC_MAX_QUEUED,
                                ValueParsers.number(0, AsyncSettings.MAX_QUEUED),
                                defaults.maxQueued()),
                        environment.parsedOr(
                                REDOUBT_ASYNC_QUEUE_TIMEOUT,
                                ValueParsers.time("ms", MIN_QUEUE_TIMEOUT, MAX_QUEUE_TIMEOUT),
                                defaults.queueTimeout()));
    }

    private void requireValidPrefix(String prefix) {
        try {
            new KeyPrefix(prefix);
        } catch (InvalidInputException e) {
            if (prefix.indexOf('@') >= 0 || prefix.indexOf('/') >= 0) {
                // It may be a URL, whose password must not be shown.
                throw environment.invalid(CACHE_KEY_PREFIX);
            }
            throw new ConfigurationException(CACHE_KEY_PREFIX + "=" + prefix + ": " + e.getMessage(), e);
        }
    }
}
