/**
 * The Redis driver on Lettuce: connection code only, found through
 * {@link io.redoubt.redis.spi.RedisDriverProvider}.
 *
 * <p>Three traits of Lettuce shape it. Its automatic reconnect repeats or refuses commands without saying which, so it is
 * off, and a lost connection is replaced by the next call ({@code Lane}) or by the subscription itself. Its
 * commands carry typed outputs, of which one is used here for every reply ({@code ReplyOutput}). Its timeouts do not tell
 * whether a command was written, so deadlines are kept here ({@code Request}).
 */
@NullMarked
package io.redoubt.lettuce;

import org.jspecify.annotations.NullMarked;
