package io.redoubt;

import static io.redoubt.EnvironmentVariable.REDIS_HOST;
import static io.redoubt.EnvironmentVariable.REDIS_URL;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reader that creates {@link RedoubtSettings} from environment variables. It rejects values that are wrong, contradict
 * each other or would be ignored, and logs variables at WARN that are probably misspelled.
 */
final class EnvironmentReader {

    private static final Logger LOG = LoggerFactory.getLogger(RedoubtSettings.class);

    private final EnvironmentValues environment;

    EnvironmentReader(Map<String, String> variables) {
        this.environment = new EnvironmentValues(variables);
    }

    RedoubtSettings readSettings() {
        // First, since a misspelled variable may be the cause of an error.
        UnknownVariableDetector.warningsAbout(environment).forEach(LOG::warn);
        RedoubtSettings.Builder builder = RedoubtSettings.builder();
        RedisSettings server = new ServerVariables(environment).read();
        if (server == null) {
            warnAboutBlankServer();
        } else {
            RedisSettingsBuilder redis = server.toBuilder();
            new ConnectionVariables(environment).applyTo(redis);
            builder.redis(redis.build());
        }
        environment.apply(EnvironmentVariable.REDOUBT_DRIVER, text -> text, builder::driver);
        if (environment.parsedOr(EnvironmentVariable.REDOUBT_CLOSE_ON_SHUTDOWN, ValueParsers::flag, false)) {
            builder.closeOnShutdown();
        }
        new FeatureSettingsVariables(environment).applyTo(builder);
        new RateLimitVariables(environment).applyTo(builder);
        try {
            return builder.build();
        } catch (ConfigurationException e) {
            String variables = featureVariables();
            throw new ConfigurationException((variables.isEmpty() ? "" : variables + ": ") + e.getMessage(), e);
        }
    }

    /** An empty variable is usual, but without a server it may be an oversight that costs state. */
    private void warnAboutBlankServer() {
        for (EnvironmentVariable variable : List.of(REDIS_URL, REDIS_HOST)) {
            if (environment.isBlank(variable)) {
                LOG.warn("{} is set, but empty, which counts as unset: no server is used", variable);
            }
        }
    }

    /** Returns the variables whose values are checked together at the end. */
    private String featureVariables() {
        return Arrays.stream(EnvironmentVariable.values())
                .filter(variable -> !variable.needsServer() && environment.isSet(variable))
                .map(variable -> variable + "=" + environment.shown(variable))
                .collect(Collectors.joining(", "));
    }
}
