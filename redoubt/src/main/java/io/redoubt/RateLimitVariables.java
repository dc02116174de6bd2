package io.redoubt;

import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.ratelimit.RateLimitAlgorithm;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import io.redoubt.ratelimit.RateLimitOverride;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reader for the environment variables that change or define a named rate limit. Their names are {@code
 * RATE_LIMIT_<NAME>_MAX}, {@code RATE_LIMIT_<NAME>_WINDOW} and {@code RATE_LIMIT_<NAME>_ALGORITHM}, with the name of
 * the {@link RateLimitPolicy}.
 */
final class RateLimitVariables {

    private static final Pattern RATE_LIMIT = Pattern.compile("RATE_LIMIT_(.*)_(MAX|WINDOW|ALGORITHM)");
    private static final Pattern POLICY = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");

    private final EnvironmentValues environment;

    RateLimitVariables(EnvironmentValues environment) {
        this.environment = environment;
    }

    /** Returns whether a variable is one of these. */
    static boolean contain(String name) {
        return RATE_LIMIT.matcher(name).matches();
    }

    void applyTo(RedoubtSettings.Builder builder) {
        for (String name : environment.names()) {
            Matcher matcher = RATE_LIMIT.matcher(name);
            if (matcher.matches()) {
                apply(name, matcher.group(1), matcher.group(2), builder);
            }
        }
    }

    private void apply(String name, String policy, String what, RedoubtSettings.Builder builder) {
        if (!POLICY.matcher(policy).matches()) {
            throw new ConfigurationException(name + " names no rate limit: between RATE_LIMIT_ and _" + what
                    + " stands the policy's name in upper case, with '_' for '-'");
        }
        String policyName = policy.toLowerCase(Locale.ROOT).replace('_', '-');
        switch (what) {
            case "MAX" -> {
                int max = isCounted(policy) ? RateLimitAlgorithm.MAX_COUNTED_LIMIT : RateLimitPolicy.MAX_LIMIT;
                builder.rateLimitMax(
                        policyName, parsed(name, ValueParsers.number(1, max), "a number between 1 and " + max));
            }
            case "WINDOW" -> {
                Duration max = isCounted(policy) ? RateLimitAlgorithm.MAX_COUNTED_WINDOW : RateLimitPolicy.MAX_WINDOW;
                builder.rateLimitWindow(
                        policyName,
                        parsed(
                                name,
                                ValueParsers.time("ms", Duration.ofMillis(1), max),
                                "a time from 1ms to " + max.toDays()
                                        + "d, like 1m; a number alone is in milliseconds"));
            }
            default ->
                builder.rateLimitAlgorithm(
                        policyName, parsed(name, RateLimitVariables::algorithm, RateLimitOverride.ALGORITHMS));
        }
    }

    private static String algorithm(String name) {
        try {
            return String.valueOf(new RateLimitOverride(null, null, name).algorithm());
        } catch (InvalidInputException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Returns whether the algorithm of a policy may only count: unless it is set, the program decides. */
    private boolean isCounted(String policy) {
        String algorithm = environment.textOf("RATE_LIMIT_" + policy + "_ALGORITHM");
        return algorithm == null || !algorithm.strip().equals("sliding-window");
    }

    private <T> T parsed(String name, Function<String, T> parser, String allowed) {
        String value = String.valueOf(environment.textOf(name)).strip();
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    name + "=" + EnvironmentValues.shown(value) + " is not allowed: it must be " + allowed);
        }
    }
}
