/**
 * Connections to Redis as applications set them and hear of them: addresses, credentials, TLS, limits, reconnecting, events
 * and statistics.
 */
@NullMarked
package io.redoubt.redis;

import org.jspecify.annotations.NullMarked;
