/**
 * Contract of {@link io.redoubt.redis.core.driver.RedisDriver}, tested on real servers, including faults.
 *
 * <p>A driver module extends {@link io.redoubt.tck.driver.RedisDriverContract} and {@link
 * io.redoubt.tck.driver.MultiServerDriverContract}, each in a test class. Each topic of the contracts is an abstract
 * test class of its own.
 */
@NullMarked
package io.redoubt.tck.driver;

import org.jspecify.annotations.NullMarked;
