/**
 * Redis as features call it, and as {@link io.redoubt.redis.core.routing} implements it over a driver module: commands and
 * pipelines that find their servers, scripts, subscriptions, tracking of keys, exclusive connections.
 */
@NullMarked
package io.redoubt.redis.core.driver;

import org.jspecify.annotations.NullMarked;
