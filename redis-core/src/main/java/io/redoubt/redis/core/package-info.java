/**
 * What every feature needs on Redis, so that features do not copy it and drivers hold connection code only: the layout of
 * keys, scripts, the deny list, the translation of failures, and the clock.
 */
@NullMarked
package io.redoubt.redis.core;

import org.jspecify.annotations.NullMarked;
