package io.redoubt.jedis;

import io.redoubt.redis.RedisSettings;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * Group of objects that all clients of one Jedis-based Redis driver share, such as settings, clock and threads.
 *
 * @param nanoTime the monotonic clock, in nanoseconds
 * @param monitor enforces the deadlines
 * @param threads runs each task on an I/O thread of its own
 * @param socketLayer the layer over each connected socket, by which tests inject failures
 */
record JedisClientContext(
        RedisSettings settings,
        LongSupplier nanoTime,
        DeadlineMonitor monitor,
        Executor threads,
        UnaryOperator<Socket> socketLayer) {}
