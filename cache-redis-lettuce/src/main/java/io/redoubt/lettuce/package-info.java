/**
 * Redis driver on Lettuce. Contains connection code only, uses only Lettuce's public API, and is found through
 * {@link io.redoubt.redis.spi.RedisDriverProvider}.
 *
 * <p>A call passes through {@code LettuceNodeClient}, {@code CommandSender} (limits, choice of the connection), {@code
 * CommandMultiplexer} (one connection), {@code RequestBatchQueue} and Lettuce to the socket, and through {@code
 * DecodeFailureHandler}, Lettuce and {@code UnansweredCommandQueue} back. {@code LettuceNodeClientFactory} establishes
 * connections.
 *
 * <p>Three properties of Lettuce determine the design. Its automatic reconnect repeats or refuses commands without
 * saying which, so it is off, and a lost connection is replaced by the next call ({@code LettuceNodeClient}) or by
 * the subscription itself. Its timeouts do not tell whether a command was written, so deadlines are kept here
 * ({@code Request}). An exception in its decoder leaves the connection open, so a handler in front of the decoder
 * ends the connection ({@code DecodeFailureHandler}).
 */
@NullMarked
package io.redoubt.lettuce;

import org.jspecify.annotations.NullMarked;
