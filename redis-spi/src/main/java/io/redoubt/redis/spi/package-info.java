/**
 * The lower port: what a Redis driver implements, and nothing of what is built on it.
 *
 * <p>A driver module holds connection code only. It turns a {@link io.redoubt.redis.spi.Command} into bytes on a wire and
 * the answer into a {@link io.redoubt.redis.spi.Reply}, within a deadline, and says of every failure whether the command
 * may have been executed. Keys, scripts, time to live, retries of meaning and log lines belong to the layers above.
 */
@NullMarked
package io.redoubt.redis.spi;

import org.jspecify.annotations.NullMarked;
