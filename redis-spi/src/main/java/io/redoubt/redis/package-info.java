/**
 * Connections to Redis from the application's point of view: settings for addresses, credentials, TLS, limits and
 * reconnecting, connection events, and statistics.
 *
 * <p>Terms: a <b>node</b> is the address of a server. A server is <b>down</b> while its <b>circuit breaker</b> is
 * open; calls to it fail at once, and it is tried again in the background. A <b>push connection</b> is a connection
 * on which the server sends messages unasked, for subscriptions and for client-side tracking.
 */
@NullMarked
package io.redoubt.redis;

import org.jspecify.annotations.NullMarked;
