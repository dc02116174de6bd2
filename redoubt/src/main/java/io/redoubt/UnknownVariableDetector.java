package io.redoubt;

import io.redoubt.redis.core.SimilarNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Detector for unknown environment variables that were probably meant for Redoubt. These are unknown ones that begin
 * with {@code REDOUBT_}, and misspelled ones. Variables that container platforms set for a service named {@code redis}
 * or {@code redoubt} are not reported. Stateless.
 */
final class UnknownVariableDetector {

    private static final String OWN_PREFIX = "REDOUBT_";

    /** Variables of the test kit, for example the path of a server's binary. */
    private static final String TEST_PREFIX = "REDOUBT_TEST_";

    /** Service links of Kubernetes and container links of Docker, which begin with the name of the service. */
    private static final Pattern SERVICE_LINK = Pattern.compile("[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?"
            + "|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR|START|END))?|ENV_.*)");

    /** Values of the variables of links that have a short name, such as {@code REDOUBT_PORT}. */
    private static final Map<String, Pattern> LINK_VALUES = Map.of(
            "_PORT", Pattern.compile("(tcp|udp|sctp)://.*"),
            "_NAME", Pattern.compile("/[^/]+/[^/]+"));

    /** Names that other libraries, or earlier versions, use for the same setting. */
    private static final Map<String, String> SYNONYMS = Map.ofEntries(
            Map.entry("REDIS_SSL", "REDIS_TLS"),
            Map.entry("REDIS_USE_SSL", "REDIS_TLS"),
            Map.entry("REDIS_USE_TLS", "REDIS_TLS"),
            Map.entry("REDIS_SSL_ENABLED", "REDIS_TLS"),
            Map.entry("REDIS_TLS_ENABLED", "REDIS_TLS"),
            Map.entry("REDIS_URI", "REDIS_URL"),
            Map.entry("REDIS_HOSTNAME", "REDIS_HOST"),
            Map.entry("REDIS_ADDRESS", "REDIS_HOST"),
            Map.entry("REDIS_ADDR", "REDIS_HOST"),
            Map.entry("REDIS_DB", "REDIS_DATABASE"),
            Map.entry("REDIS_USER", "REDIS_USERNAME"),
            Map.entry("REDIS_PASS", "REDIS_PASSWORD"),
            Map.entry("REDIS_PWD", "REDIS_PASSWORD"),
            Map.entry("REDIS_PASSWD", "REDIS_PASSWORD"),
            Map.entry("REDIS_AUTH", "REDIS_PASSWORD"),
            Map.entry("REDIS_TIMEOUT", "REDIS_COMMAND_TIMEOUT"),
            Map.entry("REDIS_POOL_SIZE", "REDIS_MAX_CONNECTIONS"),
            Map.entry("REDIS_KEY_PREFIX", "CACHE_KEY_PREFIX"),
            Map.entry("REDIS_PREFIX", "CACHE_KEY_PREFIX"),
            Map.entry("REDIS_DRIVER", "REDOUBT_DRIVER"),
            Map.entry("VALKEY_URL", "REDIS_URL"),
            Map.entry("VALKEY_HOST", "REDIS_HOST"),
            Map.entry("VALKEY_PASSWORD", "REDIS_PASSWORD"),
            // The name of an earlier version.
            Map.entry("SESSION_LIMIT_POLICY", "SESSION_OVERFLOW_POLICY"));

    private static final Pattern RATE_LIMIT = Pattern.compile("RATE_?LIMITS?_(.+)_([A-Z]+)");
    private static final List<String> RATE_LIMIT_ENDINGS = List.of("MAX", "WINDOW", "ALGORITHM");

    private UnknownVariableDetector() {}

    /** Returns a message about each such variable, in the order of their names; without values. */
    static List<String> warningsAbout(EnvironmentValues environment) {
        List<String> warnings = new ArrayList<>();
        for (String name : environment.names()) {
            if (!isKnown(name) && !isOfPlatform(name, String.valueOf(environment.textOf(name)))) {
                Optional<String> meant = meant(name);
                boolean misspelled =
                        meant.filter(other -> environment.textOf(other) == null).isPresent();
                if (misspelled || name.startsWith(OWN_PREFIX)) {
                    warnings.add("Unknown environment variable " + name + " is ignored"
                            + meant.map(other -> ": did you mean " + other + "?")
                                    .orElse(": see the table of variables in the guide"));
                }
            }
        }
        return warnings;
    }

    private static boolean isKnown(String name) {
        return EnvironmentVariable.names().contains(name)
                || RateLimitVariables.contain(name)
                || name.startsWith(TEST_PREFIX);
    }

    private static boolean isOfPlatform(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || LINK_VALUES.entrySet().stream()
                        .anyMatch(link -> name.endsWith(link.getKey())
                                && link.getValue().matcher(value.strip()).matches());
    }

    private static Optional<String> meant(String name) {
        String synonym = SYNONYMS.get(name);
        if (synonym != null) {
            return Optional.of(synonym);
        }
        Matcher rateLimit = RATE_LIMIT.matcher(name);
        if (rateLimit.matches()) {
            return SimilarNames.closest(rateLimit.group(2), RATE_LIMIT_ENDINGS)
                    .map(ending -> "RATE_LIMIT_" + rateLimit.group(1) + "_" + ending);
        }
        return SimilarNames.closest(name, EnvironmentVariable.names());
    }
}
