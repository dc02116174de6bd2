/**
 * Routing of calls to servers, shared by all drivers so that they behave alike: to one server, to the master
 * reported by sentinels, or to the nodes of a cluster. Decides what is repeated, when a server is left alone, and
 * when it is probed.
 *
 * <p>Terms: a <b>server</b> ({@code ServerHandle}) is one Redis or Valkey process with its connections and its
 * circuit breaker; a <b>node</b> is the address of a server. A <b>router</b> selects the server for a command. A
 * <b>push connection</b> is a connection on which the server sends messages unasked, for subscriptions and for
 * client-side tracking. A <b>gap</b> is a period in which messages or invalidations may have been missed.
 */
@NullMarked
package io.redoubt.redis.core.routing;

import org.jspecify.annotations.NullMarked;
