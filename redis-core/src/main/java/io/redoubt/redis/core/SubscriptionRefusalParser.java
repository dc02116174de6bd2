package io.redoubt.redis.core;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parser that finds the Redis error code in the exception text of a refused subscription. Stateless. */
final class SubscriptionRefusalParser {

    /** Not the login, which is refused before any subscription. */
    private static final Pattern REFUSED = Pattern.compile(" refused (?!the connection)[^:]*: ([A-Z]{1,20})\\b");

    private SubscriptionRefusalParser() {}

    /** Returns the error reply, without its words; empty if the exception has another reason. */
    static Optional<Reply.Refusal> parse(DriverException e) {
        if (e.kind() != DriverException.Kind.ACCESS_DENIED && e.kind() != DriverException.Kind.UNREACHABLE) {
            return Optional.empty();
        }
        Matcher matcher = REFUSED.matcher(String.valueOf(e.getMessage()));
        return matcher.find() ? Optional.of(Reply.Refusal.parse(matcher.group(1))) : Optional.empty();
    }
}
