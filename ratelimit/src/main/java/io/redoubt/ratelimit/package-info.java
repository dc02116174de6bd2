/**
 * Rate limits: {@link io.redoubt.api.ratelimit.RateLimiter} on Redis and in this process.
 *
 * <p>{@link io.redoubt.ratelimit.RateLimiterFactory} is the entry point. {@code RateLimitStore} is the port with one
 * implementation for Redis and one for this process; validation, overrides and the decision are shared by both.
 *
 * <p>Terms: a <em>tick</em> is the unit of time in which a window is counted, one microsecond or one millisecond;
 * a <em>ring</em> is a ring buffer of the ticks of all admitted units of one policy and subject; a <em>refund</em>
 * gives back what one subject's limits had admitted where another subject's limit rejected the call.
 */
@NullMarked
package io.redoubt.ratelimit;

import org.jspecify.annotations.NullMarked;
