/**
 * The contract of {@link io.redoubt.redis.core.driver.RedisDriver}: what every driver does, on a real server, faults included.
 *
 * <p>A driver module extends {@link io.redoubt.tck.driver.RedisDriverContract} in one test class. Each theme of the
 * contract is a file of its own.
 */
@NullMarked
package io.redoubt.tck.driver;

import org.jspecify.annotations.NullMarked;
