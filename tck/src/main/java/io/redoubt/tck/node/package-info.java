/**
 * The contract of {@link io.redoubt.redis.spi.NodeDriver}: what every driver of single servers does, on real servers,
 * faults included.
 *
 * <p>A driver module extends {@link io.redoubt.tck.node.NodeDriverContract} in one test class. Each theme of the contract
 * is a file of its own. What stands above the drivers, routing and repeating, has its contract in
 * {@code io.redoubt.tck.driver}.
 */
@NullMarked
package io.redoubt.tck.node;

import org.jspecify.annotations.NullMarked;
