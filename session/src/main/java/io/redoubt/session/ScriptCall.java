package io.redoubt.session;

import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.function.Function;

/**
 * Prepared call of a Lua script: script, keys, arguments, and the parser for the reply. Separate from its sending, so
 * that a test can send many calls together.
 *
 * @param method the method of the store that makes the call
 */
record ScriptCall<T>(
        String method, Script script, List<byte[]> keys, List<byte[]> arguments, Function<Reply, T> replyParser) {}
