/**
 * Contract of {@link io.redoubt.redis.spi.NodeClientFactory}: what every driver of single servers does, tested on real
 * servers, including faults.
 *
 * <p>A driver module extends {@link io.redoubt.tck.node.NodeClientContract} in one test class. Each topic of the
 * contract is an abstract test class of its own. Routing and retries, which are implemented above the drivers,
 * have their contract in {@code io.redoubt.tck.driver}.
 *
 * <p>A <em>push connection</em> ({@link io.redoubt.redis.spi.PushConnection}) carries messages or invalidations
 * from the server.
 */
@NullMarked
package io.redoubt.tck.node;

import org.jspecify.annotations.NullMarked;
