package io.redoubt;

import io.redoubt.api.ConfigurationException;
import io.redoubt.api.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reader of the environment variables of sessions and rate limits. */
final class FeatureEnvironmentReader {

    private static final String SESSION_TTL = "SESSION_TTL";
    private static final String SESSION_MAX = "SESSION_MAX_PER_USER";
    private static final Pattern RATE_LIMIT = Pattern.compile("RATE_LIMIT_(.*)_(MAX|WINDOW)");
    private static final Pattern POLICY = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,10}");
    private static final long MAX_SESSION_TTL_SECONDS = Duration.ofDays(30).toSeconds();

    private final Map<String, String> variables;

    FeatureEnvironmentReader(Map<String, String> variables) {
        this.variables = variables;
    }

    void apply(RedoubtSettings.Builder builder) {
        if (variables.containsKey(SESSION_TTL)) {
            builder.sessionTtl(Duration.ofSeconds(number(SESSION_TTL, "seconds", MAX_SESSION_TTL_SECONDS)));
        }
        if (variables.containsKey(SESSION_MAX)) {
            builder.sessionMaxPerUser((int) number(SESSION_MAX, "sessions", 100));
        }
        // Sorted by name, so that of several errors the same one is always reported.
        for (String name : new TreeMap<>(variables).keySet()) {
            Matcher matcher = RATE_LIMIT.matcher(name);
            if (matcher.matches()) {
                rateLimit(name, matcher.group(1), matcher.group(2), builder);
            }
        }
    }

    private void rateLimit(String name, String policy, String what, RedoubtSettings.Builder builder) {
        if (!POLICY.matcher(policy).matches()) {
            throw new ConfigurationException(name + " names no rate limit: between RATE_LIMIT_ and _" + what
                    + " stands the policy's name in upper case, with '_' for '-'");
        }
        String policyName = policy.toLowerCase(Locale.ROOT).replace('_', '-');
        if (what.equals("MAX")) {
            builder.rateLimitMax(policyName, (int) number(name, "units", RateLimitPolicy.MAX_LIMIT));
        } else {
            long max = RateLimitPolicy.MAX_WINDOW.toMillis();
            builder.rateLimitWindow(policyName, Duration.ofMillis(number(name, "milliseconds", max)));
        }
    }

    private long number(String name, String unit, long max) {
        String value = String.valueOf(variables.get(name));
        if (DIGITS.matcher(value).matches()) {
            long number = Long.parseLong(value);
            if (number >= 1 && number <= max) {
                return number;
            }
        }
        throw new ConfigurationException(
                name + "=" + value + " is not allowed: it must be a number of " + unit + " between 1 and " + max);
    }
}
