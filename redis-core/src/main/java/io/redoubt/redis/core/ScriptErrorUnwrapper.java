package io.redoubt.redis.core;

import io.redoubt.redis.spi.Reply;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Utility class that extracts the original error message from a Lua script error that Redis 6.2 has wrapped in other
 * text.
 */
final class ScriptErrorUnwrapper {

    private static final Pattern WRAPPED = Pattern.compile("@user_script: ?\\d+: -?([A-Z]{2,20} .*)", Pattern.DOTALL);

    private ScriptErrorUnwrapper() {}

    /**
     * Returns the error reply of the command within the script. Redis 6.2 wraps it in
     * {@code ERR Error running script (...): @user_script:6: WRONGTYPE ...}; later servers pass it on unchanged.
     */
    static Reply.Refusal unwrap(Reply.Refusal refusal) {
        Matcher wrapped = WRAPPED.matcher(refusal.message());
        return refusal.code().equals("ERR") && wrapped.find() ? Reply.Refusal.parse(wrapped.group(1)) : refusal;
    }
}
