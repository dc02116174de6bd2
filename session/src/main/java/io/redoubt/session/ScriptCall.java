package io.redoubt.session;

import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Reply;
import java.util.List;
import java.util.function.Function;

/**
 * A script with what it is given, and how its reply is read. Apart from its sending, so that a test can send many together.
 *
 * @param name the method of the store that it is for
 */
record ScriptCall<T>(
        String method, Script script, List<byte[]> keys, List<byte[]> arguments, Function<Reply, T> replyParser) {}
