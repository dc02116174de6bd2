/**
 * Interface through which features call Redis, implemented by {@link io.redoubt.redis.core.routing} on top of a
 * driver module: commands and pipelines that are routed to the right server, scripts, subscriptions, client-side
 * tracking, and exclusive connections.
 *
 * <p>Terms: a <b>gap</b> is a period in which messages or changes of keys may have been missed. An <b>exclusive</b>
 * connection has one user; all other calls use shared connections.
 */
@NullMarked
package io.redoubt.redis.core.driver;

import org.jspecify.annotations.NullMarked;
