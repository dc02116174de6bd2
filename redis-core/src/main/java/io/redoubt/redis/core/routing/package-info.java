/**
 * Where calls go: one server, the master that sentinels name, or the nodes of a cluster; what is repeated, when a server is
 * left alone, and when it is tried again. Written once for all drivers, so that they behave alike.
 */
@NullMarked
package io.redoubt.redis.core.routing;

import org.jspecify.annotations.NullMarked;
