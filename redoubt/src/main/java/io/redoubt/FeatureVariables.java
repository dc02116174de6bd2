package io.redoubt;

import static io.redoubt.Variable.CACHE_EMBEDDED_MAX_BYTES;
import static io.redoubt.Variable.CACHE_KEY_PREFIX;
import static io.redoubt.Variable.CACHE_MAX_VALUE_BYTES;
import static io.redoubt.Variable.SESSION_LIFETIME;
import static io.redoubt.Variable.SESSION_LIMIT_POLICY;
import static io.redoubt.Variable.SESSION_MAX_PER_USER;
import static io.redoubt.Variable.SESSION_TTL;

import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.session.SessionLimitPolicy;
import io.redoubt.redis.core.KeyPrefix;
import java.time.Duration;

/** Reader of the variables of the cache and of sessions. */
final class FeatureVariables {

    private static final Duration MIN_SESSION_TTL = Duration.ofSeconds(1);
    private static final Duration MAX_SESSION_TTL = Duration.ofDays(30);
    private static final int MAX_SESSIONS = 100;

    private final EnvironmentVariables environment;

    FeatureVariables(EnvironmentVariables environment) {
        this.environment = environment;
    }

    void applyTo(RedoubtSettings.Builder builder) {
        String prefix = environment.text(CACHE_KEY_PREFIX);
        if (prefix != null) {
            requireValidPrefix(prefix);
            builder.keyPrefix(prefix);
        }
        environment.apply(CACHE_MAX_VALUE_BYTES, ValueFormat::smallSize, builder::maxValueBytes);
        environment.apply(CACHE_EMBEDDED_MAX_BYTES, ValueFormat::size, builder::embeddedMaxBytes);
        environment.apply(SESSION_TTL, ValueFormat.time("s", MIN_SESSION_TTL, MAX_SESSION_TTL), builder::sessionTtl);
        environment.apply(SESSION_LIFETIME, ValueFormat::time, builder::sessionLifetime);
        environment.apply(SESSION_MAX_PER_USER, ValueFormat.number(1, MAX_SESSIONS), builder::sessionMaxPerUser);
        environment.apply(
                SESSION_LIMIT_POLICY, ValueFormat.constant(SessionLimitPolicy.class), builder::sessionLimitPolicy);
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
