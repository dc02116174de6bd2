/**
 * Rate limits: {@link io.redoubt.api.ratelimit.RateLimiter} on Redis and in this process.
 *
 * <p>What is decided is written once, above a small port of admissions that has the two implementations.
 */
@NullMarked
package io.redoubt.ratelimit;

import org.jspecify.annotations.NullMarked;
