package io.redoubt.session;

import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.function.Function;

/**
 * Set of objects that all script calls of one session store share. Immutable, thread-safe.
 *
 * @param keys the keys of the store
 * @param settings the settings of the store
 * @param timeSource the clock of the scripts
 * @param eventChannel the channel to which scripts publish events; empty if they publish none
 */
record ScriptContext(SessionKeys keys, SessionSettings settings, ScriptTimeSource timeSource, String eventChannel) {

    <T> ScriptCall<T> call(
            String method, Script script, List<byte[]> keys, List<byte[]> arguments, Function<Reply, T> replyParser) {
        return new ScriptCall<>(method, script, keys, timeSource.withTime(arguments), replyParser);
    }

    byte[] channel() {
        return SessionKeys.utf8(eventChannel);
    }
}
