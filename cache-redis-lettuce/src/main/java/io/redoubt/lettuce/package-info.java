/**
 * The Redis driver on Lettuce: connection code only, on Lettuce's public API alone, found through
 * {@link io.redoubt.redis.spi.RedisDriverProvider}.
 *
 * <p>Three traits of Lettuce shape it. Its automatic reconnect repeats or refuses commands without saying which, so it is
 * off, and a lost connection is replaced by the next call ({@code LettuceNodeClient}) or by the subscription itself. Its
 * timeouts do not tell whether a command was written, so deadlines are kept here ({@code Request}). What its decoder throws
 * leaves the connection open, so a handler in front of it ends the connection ({@code ChannelGuard}).
 */
@NullMarked
package io.redoubt.lettuce;

import org.jspecify.annotations.NullMarked;
